package io.evenkeel.sqlite;

import io.evenkeel.contract.store.Snapshot;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.store.StoreUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A few connections that cannot change data, each lent to one reading transaction at a time. Thread-safe. */
final class ReadConnections implements AutoCloseable {
    private static final int MOST = 8;
    private static final long WAIT_SECONDS = 10;

    private final SqliteFile file;
    private final PositionTable positions;
    private final Semaphore free = new Semaphore(MOST, true);
    private final Deque<Connection> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    /** What is asked within one reading transaction. */
    @FunctionalInterface
    interface Query<T> {
        T run(Connection connection) throws SQLException;
    }

    /** What is asked within one reading transaction, knowing where the store stands. */
    @FunctionalInterface
    interface PositionedQuery<T> {
        T run(Connection connection, Map<Integer, StorePosition> positions) throws SQLException;
    }

    ReadConnections(SqliteFile file, PositionTable positions) {
        this.file = file;
        this.positions = positions;
    }

    /**
     * Runs a query and reads the positions, both in one snapshot of the database.
     *
     * @throws StoreUnavailableException when that is not possible now
     */
    <T> Snapshot<T> snapshot(Query<T> query) {
        return snapshot((connection, reached) -> query.run(connection));
    }

    /** The same, for a query that looks at the positions. */
    <T> Snapshot<T> snapshot(PositionedQuery<T> query) {
        return read(connection -> {
            // Positions first: they begin the snapshot, also for a query that reads nothing.
            Map<Integer, StorePosition> reached = positions.read(connection);
            return new Snapshot<>(query.run(connection, reached), reached);
        });
    }

    /** The positions alone. */
    Map<Integer, StorePosition> positions() {
        return read(positions::read);
    }

    private <T> T read(Query<T> query) {
        acquire();
        Connection connection = null;
        boolean healthy = false;
        try {
            connection = borrow();
            T answer = query.run(connection);
            connection.rollback();
            healthy = true;
            return answer;
        } catch (SQLException failed) {
            throw file.unavailable(failed);
        } finally {
            giveBack(connection, healthy);
            free.release();
        }
    }

    private void acquire() {
        try {
            if (free.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
            throw file.unavailable(
                    new SQLException("all " + MOST + " reading connections were busy for " + WAIT_SECONDS + " s"));
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("interrupted while waiting to read " + file.path(), asked);
        }
    }

    private Connection borrow() throws SQLException {
        if (closed) {
            throw new SQLException("the store is closed");
        }
        Connection kept = idle.pollFirst();
        if (kept != null) {
            return kept;
        }
        Connection fresh = file.openForReading();
        fresh.setAutoCommit(false);
        return fresh;
    }

    private void giveBack(@Nullable Connection connection, boolean healthy) {
        if (connection == null) {
            return;
        }
        if (healthy) {
            idle.addFirst(connection);
        }
        if (!healthy || closed) {
            idle.remove(connection);
            closeQuietly(connection);
        }
    }

    @Override
    public void close() {
        closed = true;
        for (Connection connection = idle.pollFirst(); connection != null; connection = idle.pollFirst()) {
            closeQuietly(connection);
        }
    }

    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException ignored) {
            // Closing a connection that only read loses nothing.
        }
    }
}
