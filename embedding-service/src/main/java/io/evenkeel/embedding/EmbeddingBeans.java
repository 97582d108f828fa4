package io.evenkeel.embedding;

import io.evenkeel.embedding.engine.CachingEmbedder;
import io.evenkeel.embedding.engine.Chunker;
import io.evenkeel.embedding.engine.MiniLmEmbedder;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** The one model of the process, and what is made of it. */
@Singleton
final class EmbeddingBeans {
    private static final Logger LOG = Logger.getLogger(EmbeddingBeans.class);

    private final EmbeddingConfig config;

    EmbeddingBeans(EmbeddingConfig config) {
        this.config = config;
    }

    @Produces
    @Singleton
    @Startup
    MiniLmEmbedder model() {
        MiniLmEmbedder model = MiniLmEmbedder.load(config.device(), config.cacheDir());
        LOG.infof("embedding with %s on %s", model.model(), model.device());
        return model;
    }

    void close(@Disposes MiniLmEmbedder model) {
        model.close();
    }

    @Produces
    @Singleton
    CachingEmbedder cache(MiniLmEmbedder model) {
        return new CachingEmbedder(model, config.cacheSize());
    }

    @Produces
    @Singleton
    Chunker.Limits limits() {
        Chunker.Limits usual = Chunker.Limits.DEFAULT;
        return new Chunker.Limits(
                config.chunkTokens(), config.overlapTokens(), usual.chunkCharacters(), config.textTokens());
    }

    @Produces
    @Singleton
    Chunker chunker(MiniLmEmbedder model, Chunker.Limits limits) {
        return model.chunker(limits);
    }
}
