package io.evenkeel.ingest;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once the log is open. */
@Readiness
@Singleton
class LogReadiness implements HealthCheck {
    private final OpenLog log;

    LogReadiness(OpenLog log) {
        this.log = log;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("event log").status(log.isOpen()).build();
    }
}
