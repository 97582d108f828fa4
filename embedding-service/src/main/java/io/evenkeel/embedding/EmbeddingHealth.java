package io.evenkeel.embedding;

import io.evenkeel.contract.change.Provenance;
import io.evenkeel.embedding.changes.EventConsumer;
import io.evenkeel.embedding.engine.OnnxEmbedder;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Says what makes the vectors, and whether events are consumed. Ready while they are. */
@Readiness
@Singleton
final class EmbeddingHealth implements HealthCheck {
    private final OnnxEmbedder model;
    private final EventConsumer events;

    EmbeddingHealth(OnnxEmbedder model, EventConsumer events) {
        this.model = model;
        this.events = events;
    }

    @Override
    public HealthCheckResponse call() {
        Provenance provenance = model.provenance();
        String trouble = events.trouble();
        var response = HealthCheckResponse.named("embedding")
                .status(trouble == null)
                .withData("device", provenance.device())
                .withData("model", provenance.model())
                .withData("engine", provenance.engine());
        String whyNoCard = model.whyNoCard();
        if (whyNoCard != null) {
            response.withData("cardNotUsed", whyNoCard);
        }
        String otherModel = events.otherModel();
        if (otherModel != null) {
            response.withData("otherModel", otherModel);
        } else if (trouble != null) {
            response.withData("trouble", trouble);
        }
        return response.build();
    }
}
