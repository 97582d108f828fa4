package io.evenkeel.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Rebuilds vectors through the log. */
@Command(
        name = "reembed",
        mixinStandardHelpOptions = true,
        description = {
            "Rebuilds all vectors through the log, or moves the log to another model.",
            "Applications write on meanwhile; what they change is never taken back. Ctrl-C leaves it running: the same"
                    + " command follows it again."
        },
        footer = "Exit status: 0 done, 1 some rows keep their vector, or it was stopped, 2 refused, or wrong use.")
final class ReembedCommand implements Callable<Integer> {

    @ArgGroup
    private @Nullable What what;

    /** One of these. */
    static final class What {
        @Option(
                names = "--move",
                description = "Move the log to the model that embedding-service runs, and rebuild what others made.")
        private boolean move;

        @Option(names = "--others", description = "Only vectors that another model than the log's has made.")
        private boolean others;

        @Option(names = "--status", description = "Only say where the last one stands.")
        private boolean status;

        @Option(names = "--stop", description = "Stop the one that runs; what was rebuilt stays.")
        private boolean stop;
    }

    @Option(names = "--no-wait", description = "Return once it has begun.")
    private boolean noWait;

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        What asked = what == null ? new What() : what;
        Reembeds reembeds = new Reembeds(Services.here(), output);
        if (asked.status) {
            return show(reembeds.last());
        }
        if (asked.stop) {
            return show(reembeds.stop());
        }
        if (reembeds.running()) {
            if (asked.move || asked.others) {
                throw CommandFailure.refused(
                        "reembed-under-way", "vectors are being rebuilt; wait until that is done, or use --stop");
            }
            output.step("vectors are being rebuilt already; following that");
        } else {
            JsonNode begun = reembeds.begin(asked.move, asked.others);
            if (noWait) {
                return show(begun);
            }
        }
        return show(noWait ? reembeds.last() : reembeds.follow());
    }

    private int show(JsonNode reembed) {
        String state = reembed.path("state").asText();
        long left = reembed.path("left").asLong();
        if (output.json()) {
            output.document(reembed);
        } else {
            output.line("%s: %s", reembed.path("model").asText(), state);
            output.line(
                    "%d vectors rebuilt, %d rows changed meanwhile, %d keep their vector",
                    reembed.path("rebuilt").asLong(), reembed.path("overtaken").asLong(), left);
            if (state.equals("running")) {
                output.line(
                        "%d of %d rows looked at",
                        reembed.path("rowsDone").asLong(),
                        reembed.path("rowsTotal").asLong());
            }
            if (reembed.path("reason").isTextual()) {
                output.line("%s", reembed.path("reason").asText());
            }
            left(reembed.path("leftRows"));
        }
        return state.equals("running") || state.equals("done") && left == 0 ? 0 : CommandFailure.FAILED;
    }

    private void left(JsonNode rows) {
        List<List<String>> lines = new ArrayList<>();
        rows.forEach(row -> lines.add(List.of(
                row.path("entity").asText(),
                row.path("id").asText(),
                row.path("reason").asText())));
        if (!lines.isEmpty()) {
            output.table(List.of("entity", "id", "why"), lines);
        }
    }
}
