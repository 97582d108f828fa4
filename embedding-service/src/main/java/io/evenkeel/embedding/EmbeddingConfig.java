package io.evenkeel.embedding;

import io.evenkeel.embedding.engine.DevicePreference;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** Settings of the embedding service. */
@ConfigMapping(prefix = "embedding")
public interface EmbeddingConfig {

    /** Where the model runs: {@code auto}, {@code cpu} or {@code cuda} ({@code EMBEDDING_DEVICE}). */
    @WithDefault("auto")
    DevicePreference device();

    /**
     * A folder for the unpacked model and native libraries, 100 MB; it must be the service's own
     * ({@code EMBEDDING_CACHE_DIR}).
     */
    @WithDefault("${user.home}/.cache/evenkeel/embedding")
    Path cacheDir();

    /** How many vectors are remembered, 1.7 KB each, so that unchanged text is not embedded again ({@code EMBEDDING_CACHE_SIZE}). */
    @WithDefault("20000")
    int cacheSize();

    /** Tokens of a chunk, 128 to 256, special tokens included ({@code EMBEDDING_CHUNK_TOKENS}). */
    @WithDefault("256")
    int chunkTokens();

    /** Tokens that a chunk repeats of the one before ({@code EMBEDDING_OVERLAP_TOKENS}). */
    @WithDefault("32")
    int overlapTokens();

    /** Tokens that the text of one document may have; longer ones are refused ({@code EMBEDDING_TEXT_TOKENS}). */
    @WithDefault("200000")
    int textTokens();

    /**
     * Tells this process from others that share the work, and stays the same over a restart
     * ({@code EMBEDDING_INSTANCE}).
     */
    @WithDefault("${HOSTNAME:localhost}-${quarkus.http.port}")
    String instance();
}
