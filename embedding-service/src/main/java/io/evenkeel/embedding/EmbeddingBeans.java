package io.evenkeel.embedding;

import io.evenkeel.embedding.engine.CachingEmbedder;
import io.evenkeel.embedding.engine.Chunker;
import io.evenkeel.embedding.engine.DevicePreference;
import io.evenkeel.embedding.engine.OnnxEmbedder;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** The one model of the process, and what is made of it. */
@Singleton
final class EmbeddingBeans {
    private static final Logger LOG = Logger.getLogger(EmbeddingBeans.class);

    /** Some models take thousands of tokens, but one vector for so much says little of each part. */
    private static final int LONGEST_USUAL_CHUNK = 512;

    private final EmbeddingConfig config;

    EmbeddingBeans(EmbeddingConfig config) {
        this.config = config;
    }

    @Produces
    @Singleton
    @Startup
    OnnxEmbedder model() {
        OnnxEmbedder model = OnnxEmbedder.load(
                ModelSettings.spec(config.model()), DevicePreference.parse(config.device()), config.cacheDir());
        LOG.infof("embedding with %s on %s", model.model(), model.device());
        if (model.whyNoCard() != null) {
            LOG.warnf("embedding on %s though there may be a card: %s", model.device(), model.whyNoCard());
        }
        return model;
    }

    void close(@Disposes OnnxEmbedder model) {
        model.close();
    }

    @Produces
    @Singleton
    CachingEmbedder cache(OnnxEmbedder model) {
        return new CachingEmbedder(model, config.cacheSize());
    }

    @Produces
    @Singleton
    Chunker.Limits limits(OnnxEmbedder model) {
        int chunkTokens = config.chunkTokens().orElse(Math.min(model.maxTokens(), LONGEST_USUAL_CHUNK));
        return Chunker.Limits.of(chunkTokens, config.overlapTokens(), config.textTokens());
    }

    @Produces
    @Singleton
    Chunker chunker(OnnxEmbedder model, Chunker.Limits limits) {
        return model.chunker(limits);
    }
}
