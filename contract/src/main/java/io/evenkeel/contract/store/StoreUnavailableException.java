package io.evenkeel.contract.store;

/** A transient failure: connection, timeout, lock, disk full. Try again later; nothing was changed. */
public class StoreUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
