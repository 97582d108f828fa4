package io.evenkeel.contract.catalogue;

/** A catalogue file that cannot be used. The message names the file, the entity and the column, and what to write. */
public final class InvalidCatalogueException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public InvalidCatalogueException(String message) {
        super(message);
    }
}
