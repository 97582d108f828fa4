package io.evenkeel.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** Asks parity-checker, which alone decides, for stages. */
final class Cutovers {
    private final Services services;

    Cutovers(Services services) {
        this.services = services;
    }

    JsonNode status() {
        return services.get(Services.Service.PARITY, "/v1/cutover");
    }

    JsonNode move(String stage, boolean dryRun, boolean force, @Nullable String reason) {
        ObjectNode request = Json.object();
        request.put("stage", stage);
        request.put("dryRun", dryRun);
        request.put("force", force);
        if (reason != null) {
            request.put("reason", reason);
        }
        return services.post(Services.Service.PARITY, "/v1/cutover", request);
    }
}
