package io.evenkeel.parity.ledger;

/** The ledger's file cannot be read or written now; nothing was changed. Try again later. */
public final class LedgerUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LedgerUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
