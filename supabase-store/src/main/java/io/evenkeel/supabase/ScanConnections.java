package io.evenkeel.supabase;

import io.evenkeel.contract.store.StoreUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The scanner's own connections: one for each call that runs at a time, kept for the next. Thread-safe. */
final class ScanConnections implements AutoCloseable {
    private static final int VALIDATION_SECONDS = 5;

    private final DataSource source;
    private final Deque<Connection> idle = new ConcurrentLinkedDeque<>();

    ScanConnections(DataSource source) {
        this.source = source;
    }

    /** Something to read in a snapshot. */
    @FunctionalInterface
    interface Work<T> {
        T read(Connection connection) throws SQLException;
    }

    /**
     * Does the work in a read-only transaction that sees one snapshot.
     *
     * @throws StoreUnavailableException when the database cannot be reached or cannot do it now
     */
    <T> T snapshot(Work<T> work) {
        return snapshot("", work);
    }

    /**
     * The same, for rows of a range that are wanted in no order: found through the index, and read in the order in which they
     * are stored, not page by page at random.
     */
    <T> T snapshotInTableOrder(Work<T> work) {
        return snapshot("; SET LOCAL enable_indexscan = off; SET LOCAL enable_seqscan = off", work);
    }

    private <T> T snapshot(String settings, Work<T> work) {
        Connection connection = null;
        try {
            connection = open();
            begin(connection, settings);
            T result = work.read(connection);
            connection.rollback();
            idle.addFirst(connection);
            connection = null;
            return result;
        } catch (SQLException failed) {
            throw new StoreUnavailableException(
                    "Supabase: " + failed.getMessage() + " (SQLSTATE " + failed.getSQLState() + ")", failed);
        } finally {
            discard(connection);
        }
    }

    @Override
    public void close() {
        for (Connection connection = idle.poll(); connection != null; connection = idle.poll()) {
            discard(connection);
        }
    }

    private Connection open() throws SQLException {
        for (Connection kept = idle.poll(); kept != null; kept = idle.poll()) {
            if (kept.isValid(VALIDATION_SECONDS)) {
                return kept;
            }
            discard(kept);
        }
        Connection opened = source.getConnection();
        opened.setAutoCommit(false);
        return opened;
    }

    private static void begin(Connection connection, String settings) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // Said in SQL, not through the driver's session settings, which a transaction pooler would mix up.
            statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;"
                    + " SET LOCAL search_path = public, extensions; SET LOCAL statement_timeout = '"
                    + Connections.STATEMENT_TIMEOUT.toSeconds() + "s'" + settings);
        }
    }

    private static void discard(@Nullable Connection connection) {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException alreadyBroken) {
                // it is given up in any case
            }
        }
    }
}
