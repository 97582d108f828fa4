package io.evenkeel.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.evenkeel.contract.change.Position;
import java.time.Duration;
import java.util.Map;
import me.tongfei.progressbar.ProgressBar;

/** Waits until what was sent has arrived. */
final class Progress {
    private final Services services;
    private final Output output;

    Progress(Services services, Output output) {
        this.services = services;
        this.output = output;
    }

    /** Waits until both stores have applied those positions. */
    void awaitBothStores(Map<Integer, Position> positions, int seconds) {
        try (ProgressBar bar = Bars.of("both stores", positions.size() * 2L, output)) {
            boolean arrived = Waiting.until(Duration.ofSeconds(seconds), () -> {
                JsonNode stores =
                        services.get(Services.Service.PARITY, "/v1/parity").path("stores");
                long done = arrived(stores.path("sqlite"), positions) + arrived(stores.path("supabase"), positions);
                bar.stepTo(done);
                return done == positions.size() * 2L;
            });
            if (!arrived) {
                throw CommandFailure.failed(
                        "not-in-time",
                        "both stores did not hold everything within " + seconds
                                + " s; see 'evenkeel status' and the logs in .evenkeel/logs");
            }
        }
    }

    private static long arrived(JsonNode store, Map<Integer, Position> wanted) {
        long arrived = 0;
        for (JsonNode applied : store.path("positions")) {
            Position reached = Position.parse(applied.asText());
            Position position = wanted.get(reached.partition());
            if (position != null && !position.isAfter(reached)) {
                arrived++;
            }
        }
        return arrived;
    }
}
