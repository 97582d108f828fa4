package io.evenkeel.supabase;

import io.evenkeel.contract.store.StoreUnavailableException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Set;
import org.postgresql.util.PSQLException;

/** What a SQLSTATE means to the writer (see "PostgreSQL Error Codes" in its manual). */
final class SqlState {
    /** Data exception, integrity violation, check option, program limit (an index row too large), raised by a trigger. */
    private static final Set<String> CLASSES_OF_THE_ROW = Set.of("22", "23", "44", "54", "P0");

    /** Ended by the server's {@code statement_timeout}, or by somebody with {@code pg_cancel_backend}. */
    private static final String CANCELLED = "57014";

    private SqlState() {}

    /** What a failure of the JDBC driver means. Details, which can hold values, are left out. */
    static RuntimeException translate(SQLException failure) {
        var answer = failure instanceof PSQLException known ? known.getServerErrorMessage() : null;
        if (answer == null) {
            return new StoreUnavailableException("Supabase cannot be reached: " + failure.getMessage(), failure);
        }
        String state = Objects.requireNonNullElse(answer.getSQLState(), "");
        String message = answer.getMessage() + " (SQLSTATE " + state + ")";
        if (blamesTheRow(state)) {
            return new RowRefusedException(state, message, failure);
        }
        return state.equals(CANCELLED)
                ? new TooSlowException("Supabase: " + message, failure)
                : new StoreUnavailableException("Supabase: " + message, failure);
    }

    /**
     * Whether the row that was written is at fault, so that no retry can help. Every other state (connection, resources,
     * lock, shutdown, privileges, schema) is the database's and may pass.
     */
    static boolean blamesTheRow(String state) {
        return state.length() == 5 && CLASSES_OF_THE_ROW.contains(state.substring(0, 2));
    }
}
