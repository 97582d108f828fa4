package io.evenkeel.kit.writer;

import io.evenkeel.contract.control.Backend;
import io.evenkeel.kit.writer.WriterState.Phase;
import io.evenkeel.kit.writer.WriterState.Status;
import java.util.Locale;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Ready while the writer applies, or is paused by the stage. A service produces it as its readiness check. */
public final class WriterReadiness implements HealthCheck {
    private final Backend store;
    private final WriterState state;

    public WriterReadiness(Backend store, WriterState state) {
        this.store = store;
        this.state = state;
    }

    @Override
    public HealthCheckResponse call() {
        Status status = state.status();
        var response = HealthCheckResponse.named(store.label() + " writer")
                .status(status.phase() == Phase.APPLYING || status.phase() == Phase.PAUSED)
                .withData("phase", status.phase().name().toLowerCase(Locale.ROOT))
                .withData("since", status.since().toString());
        if (!status.reason().isEmpty()) {
            response.withData("reason", status.reason());
        }
        return response.build();
    }
}
