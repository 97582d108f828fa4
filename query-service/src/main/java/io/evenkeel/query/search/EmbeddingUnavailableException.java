package io.evenkeel.query.search;

import org.jspecify.annotations.Nullable;

/** Transient: embedding-service cannot be reached, or is not ready. */
public final class EmbeddingUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EmbeddingUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
