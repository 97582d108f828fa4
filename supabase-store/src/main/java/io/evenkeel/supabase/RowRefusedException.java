package io.evenkeel.supabase;

import org.jspecify.annotations.Nullable;

/** Postgres refuses what was written, whenever it is tried. */
final class RowRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String sqlState;

    RowRefusedException(String sqlState, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.sqlState = sqlState;
    }

    String sqlState() {
        return sqlState;
    }
}
