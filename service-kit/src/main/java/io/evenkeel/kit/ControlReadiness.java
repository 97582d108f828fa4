package io.evenkeel.kit;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once the control log has been read to the end. */
@Readiness
@Singleton
final class ControlReadiness implements HealthCheck {
    private final ControlFollower follower;

    ControlReadiness(ControlFollower follower) {
        this.follower = follower;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("control log").status(follower.ready());
        follower.stage().ifPresent(stage -> response.withData("stage", stage.label()));
        return response.build();
    }
}
