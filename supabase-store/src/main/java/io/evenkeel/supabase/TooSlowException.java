package io.evenkeel.supabase;

import io.evenkeel.contract.store.StoreUnavailableException;

/** A statement took longer than it may; with fewer rows it may pass. */
final class TooSlowException extends StoreUnavailableException {
    private static final long serialVersionUID = 1L;

    TooSlowException(String message, Throwable cause) {
        super(message, cause);
    }
}
