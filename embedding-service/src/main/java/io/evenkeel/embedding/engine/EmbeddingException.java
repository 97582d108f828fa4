package io.evenkeel.embedding.engine;

import org.jspecify.annotations.Nullable;

/** The engine could not be started, or failed on a batch. Nothing was embedded; the message says what to do. */
public final class EmbeddingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EmbeddingException(String message) {
        super(message);
    }

    EmbeddingException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
