package io.evenkeel.parity.cutover;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once this process decides. */
@Readiness
@Singleton
final class CutoverReadiness implements HealthCheck {
    private final CutoverService cutover;

    CutoverReadiness(CutoverService cutover) {
        this.cutover = cutover;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("cutover").status(cutover.ready()).build();
    }
}
