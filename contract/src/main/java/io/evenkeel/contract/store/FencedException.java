package io.evenkeel.contract.store;

/** Another writer has moved the position. Nothing was changed; read the position again and seek there. */
public final class FencedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public FencedException(String message) {
        super(message);
    }
}
