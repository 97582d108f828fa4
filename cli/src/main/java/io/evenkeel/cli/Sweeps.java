package io.evenkeel.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;

/** Runs a sweep to its end, showing how far it has come. */
final class Sweeps {
    private static final Duration PATIENCE = Duration.ofHours(24);

    private final Services services;
    private final Output output;

    Sweeps(Services services, Output output) {
        this.services = services;
        this.output = output;
    }

    /** The finished sweep: {@code verdict}, {@code rowsCompared}, {@code seconds}, {@code mismatches}. */
    JsonNode run() {
        String id = services.post(Services.Service.PARITY, "/v1/parity/sweeps", Json.object())
                .path("id")
                .asText();
        JsonNode[] latest = {Json.object()};
        try (ProgressBar bar = Bars.of("sweep", -1, output)) {
            Waiting.until(PATIENCE, () -> {
                latest[0] = services.get(Services.Service.PARITY, "/v1/parity/sweeps/" + id);
                JsonNode progress = latest[0].path("progress");
                bar.maxHint(progress.path("rowsTotal").asLong(-1));
                bar.stepTo(progress.path("rowsDone").asLong(0));
                return !latest[0].path("state").asText().equals("running");
            });
        }
        if (latest[0].path("state").asText().equals("failed")) {
            throw CommandFailure.failed(
                    "sweep-failed",
                    "the sweep did not finish: " + latest[0].path("reason").asText());
        }
        return latest[0];
    }
}
