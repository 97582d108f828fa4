package io.evenkeel.supabase;

import io.evenkeel.contract.store.StoreUnavailableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The scanner's own connections: one or two for each call that runs at a time, kept for the next. A snapshot is begun by the message
 * that asks the first questions, and ended when its caller has gone on, so that it takes one round trip. Thread-safe.
 */
final class ScanConnections implements AutoCloseable {
    private static final int VALIDATION_SECONDS = 5;

    /** A connection that was used so lately is taken to be sound. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    // Said in SQL, not through the driver's session settings, which a transaction pooler would mix up.
    private static final String BEGIN = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;"
            + " SET LOCAL search_path = public, extensions; SET LOCAL statement_timeout = '"
            + Connections.STATEMENT_TIMEOUT.toSeconds() + "s'";

    private static final String IN_TABLE_ORDER = "; SET LOCAL enable_indexscan = off; SET LOCAL enable_seqscan = off";

    private final DataSource source;
    private final Deque<Idle> idle = new ConcurrentLinkedDeque<>();
    /** As many threads as snapshots end at a time, which takes a round trip each. */
    private final ExecutorService ending = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("snapshots-", 0).factory());

    private record Idle(Connection connection, long since) {
        boolean isSound() throws SQLException {
            return System.nanoTime() - since < FRESH.toNanos() || connection.isValid(VALIDATION_SECONDS);
        }
    }

    ScanConnections(DataSource source) {
        this.source = source;
    }

    /** Something to read in a snapshot. */
    @FunctionalInterface
    interface Work<T> {
        T read(Connection connection) throws SQLException;
    }

    /**
     * What is asked in the message that begins a snapshot.
     *
     * @param sql one statement or more, each a {@code SELECT}
     * @param parameters binds the parameters of all of them
     */
    record Questions(String sql, Parameters parameters) {
        /** Binds parameters. */
        @FunctionalInterface
        interface Parameters {
            void bind(PreparedStatement asked) throws SQLException;
        }
    }

    /** The answers to questions, one after the other. */
    static final class Answers {
        private final PreparedStatement asked;

        private Answers(PreparedStatement asked) {
            this.asked = asked;
        }

        /** The answer to the next question; the one before is read to its end by then. */
        ResultSet next() throws SQLException {
            while (!asked.getMoreResults()) {
                if (asked.getUpdateCount() < 0) {
                    throw new SQLException("there are fewer answers than questions");
                }
            }
            return asked.getResultSet();
        }
    }

    /** Reads the answers, and may ask for more in the same snapshot. */
    @FunctionalInterface
    interface Reading<T> {
        T read(Connection connection, Answers answers) throws SQLException;
    }

    /**
     * Does the work in a read-only transaction that sees one snapshot.
     *
     * @throws StoreUnavailableException when the database cannot be reached or cannot do it now
     */
    <T> T snapshot(Work<T> work) {
        return lend(connection -> {
            try (PreparedStatement begin = connection.prepareStatement(BEGIN)) {
                begin.execute();
            }
            return work.read(connection);
        });
    }

    /** The same, with questions that are known beforehand. */
    <T> T snapshot(Questions questions, Reading<T> reading) {
        return snapshot(BEGIN, questions, reading);
    }

    /**
     * The same, for rows of a range that are wanted in no order: found through the index, and read in the order in which they
     * are stored, not page by page at random.
     */
    <T> T snapshotInTableOrder(Questions questions, Reading<T> reading) {
        return snapshot(BEGIN + IN_TABLE_ORDER, questions, reading);
    }

    private <T> T snapshot(String begin, Questions questions, Reading<T> reading) {
        return lend(connection -> {
            try (PreparedStatement asked = connection.prepareStatement(begin + "; " + questions.sql())) {
                questions.parameters().bind(asked);
                asked.execute();
                return reading.read(connection, new Answers(asked));
            }
        });
    }

    private <T> T lend(Work<T> work) {
        Connection connection = null;
        try {
            connection = open();
            T result = work.read(connection);
            takeBack(connection);
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
        ending.shutdown();
        try {
            ending.awaitTermination(VALIDATION_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        for (Idle kept = idle.poll(); kept != null; kept = idle.poll()) {
            discard(kept.connection());
        }
    }

    private Connection open() throws SQLException {
        for (Idle kept = idle.poll(); kept != null; kept = idle.poll()) {
            if (kept.isSound()) {
                return kept.connection();
            }
            discard(kept.connection());
        }
        Connection opened = source.getConnection();
        opened.setAutoCommit(false);
        return opened;
    }

    /** Ends the snapshot while the caller goes on. */
    private void takeBack(Connection connection) {
        try {
            ending.execute(() -> {
                try {
                    connection.rollback();
                    idle.addFirst(new Idle(connection, System.nanoTime()));
                } catch (SQLException broken) {
                    discard(connection);
                }
            });
        } catch (RejectedExecutionException closed) {
            discard(connection);
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
