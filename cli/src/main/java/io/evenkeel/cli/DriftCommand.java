package io.evenkeel.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What was changed past the log. */
@Command(
        name = "drift",
        mixinStandardHelpOptions = true,
        description = "Rows that were changed past the log and are not right yet, and whether both stores are watched.",
        footer = "Exit status: 0 only when there are none.")
final class DriftCommand implements Callable<Integer> {
    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        JsonNode drift = Services.here().get(Services.Service.PARITY, "/v1/parity/drift");
        if (output.json()) {
            output.document(drift);
        } else {
            watches(output, drift.path("stores"));
            gaps(drift.path("gaps"));
            output.line("%d rows", drift.path("rows").size());
            rows(drift.path("rows"));
        }
        return drift.path("rows").isEmpty() ? 0 : CommandFailure.FAILED;
    }

    /** One line a store; nothing of one that is not to be watched. */
    static void watches(Output output, JsonNode stores) {
        for (Map.Entry<String, JsonNode> store : stores.properties()) {
            String mode = store.getValue().path("mode").asText();
            String reason = store.getValue().path("reason").asText("");
            output.line(
                    "%-10s  %s%s",
                    store.getKey(),
                    mode.equals("sweep_only") ? "only sweeps find drift" : mode + " for drift",
                    reason.isEmpty() ? "" : ": " + reason);
        }
    }

    private void gaps(JsonNode gaps) {
        for (JsonNode gap : gaps) {
            output.line(
                    "not watched %s from %s to %s, noticed %s: %s; %s",
                    gap.path("store").asText(),
                    gap.path("from").asText("its beginning"),
                    gap.path("to").asText(),
                    gap.path("at").asText(),
                    gap.path("reason").asText(),
                    gap.path("sweep").isNull()
                            ? "./evenkeel parity sweep is due"
                            : "sweep " + gap.path("sweep").asText());
        }
    }

    private void rows(JsonNode drifted) {
        if (drifted.isEmpty()) {
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode row : drifted) {
            JsonNode origin = row.path("origin");
            rows.add(List.of(
                    row.path("entity").asText(),
                    row.path("workspaceId").asText(),
                    row.path("id").asText(),
                    origin.path("store").asText(),
                    origin.path("operation").asText(),
                    origin.path("place").asText(),
                    origin.path("changedAt").asText(),
                    row.path("policy").asText(),
                    row.path("note").asText("-")));
        }
        output.table(
                List.of("entity", "workspace", "id", "store", "operation", "place", "changed", "policy", "note"), rows);
    }
}
