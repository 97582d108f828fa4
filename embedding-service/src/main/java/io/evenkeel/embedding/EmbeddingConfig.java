package io.evenkeel.embedding;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** Settings of the embedding service. */
@ConfigMapping(prefix = "embedding")
public interface EmbeddingConfig {

    /**
     * Where the model runs: {@code auto} (a card where a real inference works on it, else the CPU), {@code cpu}, or
     * {@code cuda} or {@code cuda:N}, without which the service does not start ({@code EMBEDDING_DEVICE}).
     */
    @WithDefault("auto")
    String device();

    /** The model, where it is not the one that ships. */
    Model model();

    /**
     * A model of the user's own. Either none of these is given, and all-MiniLM-L6-v2 runs, or all but the prefixes are.
     */
    interface Model {

        /** Its published name, with which {@code embedding_model} begins ({@code EMBEDDING_MODEL_NAME}). */
        Optional<String> name();

        /**
         * The ONNX file: a path, or {@code classpath:} and a resource of an artifact on the class path
         * ({@code EMBEDDING_MODEL_FILE}).
         */
        Optional<String> file();

        /** The model's {@code tokenizer.json}, likewise ({@code EMBEDDING_MODEL_TOKENIZER}). */
        Optional<String> tokenizer();

        /** Components of a vector; the catalogue's vector columns must have as many ({@code EMBEDDING_MODEL_DIMENSIONS}). */
        OptionalInt dimensions();

        /** How token vectors become one: {@code mean} or {@code cls} ({@code EMBEDDING_MODEL_POOLING}). */
        Optional<String> pooling();

        /** How many tokens the model was trained for, special tokens included ({@code EMBEDDING_MODEL_MAX_TOKENS}). */
        OptionalInt maxTokens();

        /** What the model wants before each stored text, blanks included ({@code EMBEDDING_MODEL_PASSAGE_PREFIX}). */
        Optional<String> passagePrefix();

        /** What the model wants before each query, blanks included ({@code EMBEDDING_MODEL_QUERY_PREFIX}). */
        Optional<String> queryPrefix();
    }

    /**
     * A folder for the unpacked model and native libraries, 100 MB; it must be the service's own
     * ({@code EMBEDDING_CACHE_DIR}).
     */
    @WithDefault("${user.home}/.cache/evenkeel/embedding")
    Path cacheDir();

    /** How many vectors are remembered, 1.7 KB each with 384 dimensions, so that unchanged text is not embedded again ({@code EMBEDDING_CACHE_SIZE}). */
    @WithDefault("20000")
    int cacheSize();

    /**
     * Tokens of a chunk, special tokens and the model's prefix included, from 128 to what the model takes; left out, what
     * the model takes, but 512 at most ({@code EMBEDDING_CHUNK_TOKENS}).
     */
    OptionalInt chunkTokens();

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
