package io.evenkeel.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Parity: the verdict, a sweep of all content, open mismatches, searches, certificates. */
@Command(
        name = "parity",
        mixinStandardHelpOptions = true,
        description = "Tells whether both stores hold what the log says, and puts right what differs.",
        footer = "Exit status of status and sweep: 0 only when equal and verified.",
        subcommands = {
            SweepCommand.class,
            RepairCommand.class,
            CertificateCommand.class,
            SearchParityCommand.class,
            HistoryCommand.class,
            DriftCommand.class
        })
final class ParityCommand implements Callable<Integer> {
    @Mixin
    private Output output = new Output();

    /** Without a word behind it: the status. */
    @Override
    public Integer call() {
        return status(output);
    }

    @Command(name = "status", mixinStandardHelpOptions = true, description = "The verdict of tail verification.")
    int status(@Mixin Output output) {
        JsonNode parity = Services.here().get(Services.Service.PARITY, "/v1/parity");
        if (output.json()) {
            output.document(parity);
        } else {
            output.line("verdict     %s", parity.path("verdict").asText());
            if (!parity.path("reason").asText("").isEmpty()) {
                output.line("reason      %s", parity.path("reason").asText());
            }
            output.line("lag         %.1f s", parity.path("lagSeconds").asDouble());
            output.line("mismatches  %d open", parity.path("mismatches").asLong());
            JsonNode history = parity.path("history");
            if (history.path("state").asText().equals("failing")) {
                output.line(
                        "history     %d wait since %s: %s",
                        history.path("waiting").asLong(),
                        history.path("failingSince").asText(),
                        history.path("reason").asText());
            }
            DriftCommand.watches(output, parity.path("drift"));
        }
        return parity.path("verdict").asText().equals("verified") ? 0 : CommandFailure.FAILED;
    }

    @Command(name = "mismatches", mixinStandardHelpOptions = true, description = "The mismatches that are open.")
    int mismatches(@Mixin Output output) {
        JsonNode open = Services.here().get(Services.Service.PARITY, "/v1/parity/mismatches");
        if (output.json()) {
            output.document(open);
        } else {
            output.line("%d open mismatches", open.path("mismatches").size());
            table(output, open.path("mismatches"));
        }
        return open.path("mismatches").isEmpty() ? 0 : CommandFailure.FAILED;
    }

    static void table(Output output, JsonNode mismatches) {
        if (mismatches.isEmpty()) {
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode mismatch : mismatches) {
            List<String> row = new ArrayList<>(List.of(
                    mismatch.path("entity").asText(),
                    mismatch.path("workspaceId").asText(),
                    mismatch.path("id").asText(),
                    mismatch.path("kind").asText(),
                    mismatch.path("column").asText("-")));
            row.addAll(Excerpts.of(List.of(
                    mismatch.path("log").asText("-"),
                    mismatch.path("sqlite").asText("-"),
                    mismatch.path("supabase").asText("-"))));
            rows.add(row);
        }
        output.table(List.of("entity", "workspace", "id", "kind", "column", "log", "sqlite", "supabase"), rows);
    }
}
