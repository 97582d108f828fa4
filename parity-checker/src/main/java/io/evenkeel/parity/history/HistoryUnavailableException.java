package io.evenkeel.parity.history;

import io.vertx.pgclient.PgException;
import java.sql.SQLException;
import java.util.Set;

/** Supabase does not record, or does not answer, now; the message says why and what to do. */
final class HistoryUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** undefined_table, invalid_schema_name, undefined_column. */
    private static final Set<String> MISSING = Set.of("42P01", "3F000", "42703");

    private static final String REFUSED = "refused";
    private static final String NO_PRIVILEGE = "42501";

    private final String code;

    private HistoryUnavailableException(String code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** {@code no-schema}, {@code no-privilege}, {@code refused} or {@code unreachable}. */
    String code() {
        return code;
    }

    /** Whether it is about what was sent, so that sending it again is of no use. */
    boolean isRefusal() {
        return code.equals(REFUSED);
    }

    /** What a failure of the database means. */
    static HistoryUnavailableException of(Throwable failed) {
        String state = sqlState(failed);
        if (MISSING.contains(state)) {
            return new HistoryUnavailableException(
                    "no-schema",
                    "Supabase has no tables for the history of parity; apply deploy/supabase/migrations as their owner:"
                            + " supabase db push, or ./evenkeel schema history | psql \"$SUPABASE_DB_URL\"",
                    failed);
        }
        if (NO_PRIVILEGE.equals(state)) {
            return new HistoryUnavailableException(
                    "no-privilege",
                    "the role of SUPABASE_DB_URL may not write the history of parity; connect as evenkeel_checker, or"
                            + " as a role that is granted it",
                    failed);
        }
        return new HistoryUnavailableException(
                isRefusal(state) ? REFUSED : "unreachable",
                "Supabase: " + message(failed) + (state.isEmpty() ? "" : " (SQLSTATE " + state + ")"),
                failed);
    }

    /** Whether what was sent is at fault: data exceptions, and violations of constraints. */
    private static boolean isRefusal(String state) {
        return state.startsWith("22") || state.startsWith("23");
    }

    private static String sqlState(Throwable failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            String state = switch (cause) {
                case PgException pg -> pg.getSqlState();
                case SQLException sql -> sql.getSQLState();
                default -> null;
            };
            if (state != null) {
                return state;
            }
        }
        return "";
    }

    /** What the innermost cause says, which is the database or the network. */
    private static String message(Throwable failed) {
        Throwable cause = failed;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
