package io.evenkeel.parity;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once verification runs; a store that cannot be reached makes the verdict stale, not the checker unready. */
@Readiness
@Singleton
final class ParityReadiness implements HealthCheck {
    private final ParityService parity;

    ParityReadiness(ParityService parity) {
        this.parity = parity;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("verification")
                .status(parity.running().isPresent())
                .withData("verdict", parity.verdict().verdict().label())
                .build();
    }
}
