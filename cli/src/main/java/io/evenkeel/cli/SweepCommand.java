package io.evenkeel.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Compares all content. */
@Command(
        name = "sweep",
        mixinStandardHelpOptions = true,
        description = {
            "Compares all content of both stores with the log, while writes go on.",
            "Ctrl-C leaves it running, and so does a restart of parity-checker: --follow follows it again, --stop stops it."
        },
        footer =
                "Exit status: 0 equal and verified, or running and not waited for; 1 not equal, stopped, failed; 2 refused.")
final class SweepCommand implements Callable<Integer> {
    @ArgGroup
    private @Nullable Other other;

    /** One of these, instead of beginning one. */
    static final class Other {
        @Option(names = "--follow", description = "Follow the one that runs.")
        private boolean follow;

        @Option(names = "--status", description = "Only say where the last one stands.")
        private boolean status;

        @Option(names = "--stop", description = "Stop the one that runs; what it found stays.")
        private boolean stop;
    }

    @Option(names = "--entity", paramLabel = "ENTITY", split = ",", description = "Only rows of these entities.")
    private List<String> entities = List.of();

    @Option(names = "--workspace", paramLabel = "WORKSPACE", description = "Only rows of this workspace.")
    private @Nullable String workspace;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = {
                "Only rows that the log changed last by an event since then: a time as 2026-01-31T12:00:00Z, or how long"
                        + " ago, as 90s, 30m, 12h, 7d.",
                "Such a sweep sees no rows that the log never named, and nothing that was altered in older rows."
            })
    private @Nullable String since;

    @Option(
            names = "--load",
            paramLabel = "SHARE",
            description = "The share of the time that it works, above 0 and at most 1; it rests the remainder.")
    private @Nullable Double load;

    @Option(names = "--no-wait", description = "Return once it has begun.")
    private boolean noWait;

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        Other asked = other == null ? new Other() : other;
        Sweeps sweeps = new Sweeps(Services.here(), output);
        if (other != null && (!entities.isEmpty() || workspace != null || since != null || load != null || noWait)) {
            throw CommandFailure.refused("wrong-use", "--follow, --status and --stop take no limits");
        }
        if (asked.status) {
            return show(sweeps.current());
        }
        if (asked.stop) {
            return show(sweeps.stop());
        }
        JsonNode begun = asked.follow ? sweeps.current() : sweeps.begin(request());
        return show(noWait ? begun : Sweeps.finished(follow(sweeps, begun)));
    }

    private JsonNode follow(Sweeps sweeps, JsonNode begun) {
        Thread hint =
                new Thread(() -> output.step("the sweep goes on; follow it with './evenkeel parity sweep --follow',"
                        + " stop it with './evenkeel parity sweep --stop'"));
        Runtime.getRuntime().addShutdownHook(hint);
        try {
            return sweeps.follow(begun);
        } finally {
            Runtime.getRuntime().removeShutdownHook(hint);
        }
    }

    private JsonNode request() {
        ObjectNode request = Json.object();
        if (!entities.isEmpty()) {
            entities.forEach(request.putArray("entities")::add);
        }
        if (workspace != null) {
            request.put("workspace", workspace);
        }
        if (since != null) {
            request.put("since", Since.time(since).toString());
        }
        if (load != null) {
            request.put("load", load);
        }
        return request;
    }

    private int show(JsonNode sweep) {
        boolean running = sweep.path("state").asText().equals("running");
        if (output.json()) {
            output.document(sweep);
        } else if (running) {
            JsonNode progress = sweep.path("progress");
            output.line(
                    "%s: %d of about %d rows compared in %.1f s, %d mismatches",
                    sweep.path("phase").asText(),
                    progress.path("rowsDone").asLong(),
                    progress.path("rowsTotal").asLong(),
                    sweep.path("seconds").asDouble(),
                    sweep.path("mismatches").size());
            if (progress.path("etaSeconds").isNumber()) {
                output.line("about %.0f s left", progress.path("etaSeconds").asDouble());
            }
        } else {
            output.line(
                    "%s: %d rows compared in %.1f s, %d mismatches",
                    sweep.path("verdict").asText(),
                    sweep.path("rowsCompared").asLong(),
                    sweep.path("seconds").asDouble(),
                    sweep.path("mismatches").size());
        }
        if (sweep.path("reason").isTextual()) {
            output.line("%s", sweep.path("reason").asText());
        }
        ParityCommand.table(output, sweep.path("mismatches"));
        boolean equal = sweep.path("verdict").asText().equals("verified")
                && sweep.path("mismatches").isEmpty();
        return running || equal ? 0 : CommandFailure.FAILED;
    }
}
