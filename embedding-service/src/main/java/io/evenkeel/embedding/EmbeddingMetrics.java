package io.evenkeel.embedding;

import io.evenkeel.embedding.engine.CachingEmbedder;
import io.evenkeel.embedding.engine.OnnxEmbedder;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Counts texts that were embedded, and those that did not have to be. */
@Singleton
final class EmbeddingMetrics {
    private final MeterRegistry registry;
    private final CachingEmbedder embedder;
    private final OnnxEmbedder model;

    EmbeddingMetrics(MeterRegistry registry, CachingEmbedder embedder, OnnxEmbedder model) {
        this.registry = registry;
        this.embedder = embedder;
        this.model = model;
    }

    void register(@Observes StartupEvent started) {
        FunctionCounter.builder("evenkeel.embedding.texts", embedder, CachingEmbedder::misses)
                .description("Texts that went through the model")
                .tag("device", model.device())
                .register(registry);
        Gauge.builder("evenkeel.embedding.device", () -> 1)
                .description("The device that runs the model, and whether a card that seems to be there is not used")
                .tag("device", model.device())
                .tag("card_not_used", String.valueOf(model.whyNoCard() != null))
                .register(registry);
        FunctionCounter.builder("evenkeel.embedding.cache.hits", embedder, CachingEmbedder::hits)
                .description("Texts whose vector was remembered")
                .register(registry);
        Gauge.builder("evenkeel.embedding.cache.size", embedder, CachingEmbedder::size)
                .description("Vectors that are remembered")
                .register(registry);
    }
}
