package io.evenkeel.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Moves the migration to another stage, and so flips {@code DB_BACKEND}, or tells where it stands. */
@Command(
        name = "cutover",
        mixinStandardHelpOptions = true,
        description = "Flips DB_BACKEND: 'cutover supabase' (stage live), 'cutover sqlite' (stage dual-write).",
        footer = "Exit status: 0 done, 1 failed, 2 refused by a gate.")
final class CutoverCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            paramLabel = "STAGE",
            description = "status (default), supabase or live, sqlite or dual-write.",
            defaultValue = "status")
    private String stage = "";

    @Option(names = "--dry-run", description = "Show each gate with its value and limit; change nothing.")
    private boolean dryRun;

    @Option(names = "--force", description = "Pass over gates; needs --reason, and is recorded.")
    private boolean force;

    @Option(names = "--reason", description = "Why; kept in the history.")
    private @Nullable String reason;

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        Cutovers cutovers = new Cutovers(Services.here());
        JsonNode answer;
        if (stage.equals("status")) {
            answer = cutovers.status();
        } else {
            try {
                answer = cutovers.move(stage, dryRun, force, reason);
            } catch (CommandFailure refused) {
                if (!output.json()) {
                    gates(refused.problem().path("gates"));
                }
                throw refused;
            }
        }
        if (output.json()) {
            output.document(answer);
        } else if (stage.equals("status")) {
            output.line(
                    "stage %s, backend %s, term %d",
                    answer.path("stage").asText(),
                    answer.path("backend").asText(),
                    answer.path("term").asLong());
            gates(answer.path("gates"));
        } else if (dryRun) {
            output.line("dry run: nothing was changed");
            gates(answer.path("gates"));
        } else {
            output.line(
                    "stage %s, term %d, in %.2f s",
                    answer.path("to").asText(),
                    answer.path("term").asLong(),
                    answer.path("seconds").asDouble());
            if (answer.path("certificate").isTextual()) {
                output.line("certificate %s", answer.path("certificate").asText());
            }
        }
        return answer.path("refused").asBoolean() ? CommandFailure.REFUSED : 0;
    }

    private void gates(JsonNode gates) {
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode gate : gates) {
            rows.add(List.of(
                    gate.path("name").asText(),
                    verdict(gate),
                    gate.path("value").asText(),
                    gate.path("limit").asText()));
        }
        if (!rows.isEmpty()) {
            output.table(List.of("gate", "", "value", "limit"), rows);
        }
    }

    private static String verdict(JsonNode gate) {
        if (gate.path("passed").asBoolean()) {
            return "passed";
        }
        return gate.path("required").asBoolean() ? "NOT PASSED" : "warning";
    }
}
