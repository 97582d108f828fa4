package io.evenkeel.contract.change;

import org.jspecify.annotations.Nullable;

/** Bytes that are not a change set, or not one of this catalogue. The message says what was found and what to do. */
public final class MalformedChangeSetException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public MalformedChangeSetException(String message) {
        this(message, null);
    }

    public MalformedChangeSetException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
