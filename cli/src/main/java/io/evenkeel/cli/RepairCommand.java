package io.evenkeel.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Puts rows right as the log has them. */
@Command(
        name = "repair",
        mixinStandardHelpOptions = true,
        description = {
            "Has the writers put rows right as the log has them, and looks again.",
            "What a later event has changed meanwhile stays. What a store has refused is not repaired: see"
                    + " 'dead-letters replay'."
        },
        footer = "Exit status: 0 when every row is right (with --dry-run: could be), 1 when some are not, 2 refused, or"
                + " wrong use.")
final class RepairCommand implements Callable<Integer> {
    private static final String DEFAULT_WORKSPACE = "default";

    @Option(names = "--all", description = "All rows with open mismatches.")
    private boolean all;

    @Option(names = "--entity", description = "Those of an entity with open mismatches; with --key one row of it.")
    private @Nullable String entity;

    @Option(names = "--key", description = "One row, whether or not a mismatch is open; needs --entity.")
    private @Nullable String key;

    @Option(names = "--workspace", description = "The workspace of --key (default: " + DEFAULT_WORKSPACE + ").")
    private @Nullable String workspace;

    @Option(names = "--dry-run", description = "Only say what would be done.")
    private boolean dryRun;

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        check();
        Repairs repairs = new Repairs(Services.here(), output);
        JsonNode done = entity != null && key != null
                ? repairs.repair(
                        List.of(Repairs.row(entity, workspace == null ? DEFAULT_WORKSPACE : workspace, key)), dryRun)
                : repairs.repairOpen(entity, dryRun);
        if (output.json()) {
            output.document(done);
        } else {
            show(done);
        }
        return done.path("refused").asLong()
                                + done.path("failed").asLong()
                                + done.path("different").asLong()
                        == 0
                ? 0
                : CommandFailure.FAILED;
    }

    private void check() {
        if (all == (entity != null) || (key != null && entity == null) || (workspace != null && key == null)) {
            throw CommandFailure.refused(
                    "nothing-selected",
                    "use --all, or --entity E, or --entity E --key K with --workspace W where it is not "
                            + DEFAULT_WORKSPACE);
        }
    }

    private void show(JsonNode done) {
        if (dryRun) {
            output.line(
                    "%d would be repaired, %d are equal, %d could not be repaired",
                    done.path("planned").asLong(),
                    done.path("equal").asLong(),
                    done.path("refused").asLong() + done.path("failed").asLong());
        } else {
            output.line(
                    "%d repaired, %d were equal, %d refused, %d failed, %d still different",
                    done.path("repaired").asLong(),
                    done.path("equal").asLong(),
                    done.path("refused").asLong(),
                    done.path("failed").asLong(),
                    done.path("different").asLong());
        }
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode result : done.path("results")) {
            rows.add(List.of(
                    result.path("entity").asText(),
                    result.path("workspaceId").asText(),
                    result.path("id").asText(),
                    result.path("store").asText("-"),
                    result.path("action").asText(),
                    result.path("outcome").asText(),
                    message(result)));
        }
        if (!rows.isEmpty()) {
            output.table(List.of("entity", "workspace", "id", "store", "action", "outcome", "message"), rows);
        }
    }

    /** In full: it ends with what to do. */
    private static String message(JsonNode result) {
        return result.path("message").asText("-").replaceAll("\\s+", " ");
    }
}
