package io.evenkeel.localstack;

/** A server could not be prepared, started or stopped. The message says what is missing and what to do about it. */
public final class LocalStackException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LocalStackException(String message) {
        super(message);
    }

    LocalStackException(String message, Throwable cause) {
        super(message, cause);
    }
}
