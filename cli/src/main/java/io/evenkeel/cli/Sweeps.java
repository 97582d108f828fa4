package io.evenkeel.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;

/** Has all content compared, and follows that. */
final class Sweeps {
    private static final Duration PATIENCE = Duration.ofDays(30);
    private static final String SWEEPS = "/v1/parity/sweeps";
    private static final String CURRENT = "current";

    private final Services services;
    private final Output output;

    Sweeps(Services services, Output output) {
        this.services = services;
        this.output = output;
    }

    /** A sweep of everything, to its end: {@code verdict}, {@code rowsCompared}, {@code seconds}, {@code mismatches}. */
    JsonNode run() {
        return finished(follow(begin(Json.object())));
    }

    /** Begins one, as the API describes it. */
    JsonNode begin(JsonNode request) {
        return services.post(Services.Service.PARITY, SWEEPS, request);
    }

    /** The one that runs, or was asked for last. */
    JsonNode current() {
        return get(CURRENT);
    }

    /** Stops the one that runs. */
    JsonNode stop() {
        return services.post(Services.Service.PARITY, SWEEPS + "/" + CURRENT + "/stop", Json.object());
    }

    /** Waits until that sweep has ended, showing how far it has come. */
    JsonNode follow(JsonNode sweep) {
        String id = sweep.path("id").asText();
        JsonNode[] latest = {sweep};
        String[] said = {""};
        try (ProgressBar bar = Bars.of("sweep", -1, output)) {
            Waiting.until(PATIENCE, () -> {
                latest[0] = get(id);
                JsonNode progress = latest[0].path("progress");
                bar.maxHint(progress.path("rowsTotal").asLong(-1));
                bar.stepTo(progress.path("rowsDone").asLong(0));
                boolean running = latest[0].path("state").asText().equals("running");
                String reason = latest[0].path("reason").asText("");
                if (running && !reason.equals(said[0]) && !reason.equals("null")) {
                    output.step("%s", reason);
                }
                said[0] = reason;
                return !running;
            });
        }
        return latest[0];
    }

    /** That sweep, unless it failed. */
    static JsonNode finished(JsonNode sweep) {
        if (sweep.path("state").asText().equals("failed")) {
            throw CommandFailure.failed(
                    "sweep-failed",
                    "the sweep did not finish: " + sweep.path("reason").asText());
        }
        return sweep;
    }

    private JsonNode get(String id) {
        return services.get(Services.Service.PARITY, SWEEPS + "/" + id);
    }
}
