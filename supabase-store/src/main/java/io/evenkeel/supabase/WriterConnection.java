package io.evenkeel.supabase;

import io.evenkeel.contract.store.StoreUnavailableException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The writer's transactions, each on a connection that is kept for the next. Callers block, and an interrupt ends the wait
 * at once, whatever the database does. Thread-safe: transactions that overlap get connections of their own.
 */
final class WriterConnection implements AutoCloseable {
    private static final String BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED";
    private static final int VALIDATION_SECONDS = 5;

    /**
     * How long a transaction may wait for its writer. One that froze in the middle of a batch holds its positions locked,
     * and whoever takes its partitions over would wait for them without end.
     */
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(15);

    private static final long TRUSTED_NANOS = TimeUnit.SECONDS.toNanos(20);
    /** In a transaction of its own: the first look into a catalogue may take longer than the role's statements may. */
    private static final String VECTOR_OIDS =
            "BEGIN; SET LOCAL statement_timeout = '60s'; SELECT coalesce(t.oid::bigint, 0), coalesce(t.typarray::bigint, 0)"
                    + " FROM pg_extension AS e JOIN pg_depend AS d ON d.refobjid = e.oid AND d.deptype = 'e'"
                    + " JOIN pg_type AS t ON t.oid = d.objid AND t.typname = 'vector' WHERE e.extname = 'vector'; COMMIT";

    private static final int COMMANDS_BEFORE_OIDS = 2;

    private final DataSource source;
    private final String settings;
    private final AtomicReference<@Nullable Kept> kept = new AtomicReference<>();

    private record Kept(Connection connection, WriteSession.VectorOids vectors, long usedAt) {}

    /** @param timeout how long a statement may run */
    WriterConnection(DataSource source, StatementTimeout timeout) {
        this.source = source;
        // Rows are looked up by key, whatever the planner thinks of tables that it does not know yet.
        this.settings = "SELECT set_config('search_path', 'public, extensions', true),"
                + " set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),"
                + " set_config('enable_mergejoin', 'off', true), set_config('jit', 'off', true), "
                + " set_config('idle_in_transaction_session_timeout', '" + IDLE_TIMEOUT.toSeconds() + "s', true), "
                + timeout.sql();
    }

    /** What is done in a transaction. */
    @FunctionalInterface
    interface Work<T> {
        T run(WriteSession session) throws SQLException;
    }

    /**
     * Does the work in a transaction that is committed when it returns and rolled back when it throws. The transaction's
     * beginning goes out with the first command.
     *
     * @throws StoreUnavailableException when the database cannot be reached or cannot do it now
     * @throws RowRefusedException when a row is at fault
     */
    <T> T transaction(Work<T> work) {
        FutureTask<T> task = new FutureTask<>(() -> run(work));
        // Only a virtual thread's wait for a socket can be interrupted.
        Thread thread = Thread.ofVirtual().name("supabase-transaction").start(task);
        try {
            return task.get();
        } catch (InterruptedException interrupted) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("interrupted while waiting for Supabase", interrupted);
        } catch (ExecutionException failed) {
            throw unchecked(failed.getCause());
        }
    }

    @Override
    public void close() {
        Kept last = kept.getAndSet(null);
        if (last != null) {
            discard(last.connection());
        }
    }

    private <T> T run(Work<T> work) {
        Connection connection = null;
        try {
            Kept mine = open();
            connection = mine.connection();
            WriteSession session = new WriteSession(connection, mine.vectors());
            session.add(BEGIN);
            session.add(settings);
            T result = work.run(session);
            session.add("COMMIT");
            session.flush();
            keep(new Kept(connection, mine.vectors(), System.nanoTime()));
            connection = null;
            return result;
        } catch (SQLException failed) {
            throw SqlState.translate(failed);
        } finally {
            // Whatever failed in it: a transaction ends with its connection.
            discard(connection);
        }
    }

    private Kept open() throws SQLException {
        Kept last = kept.getAndSet(null);
        if (last != null) {
            boolean trusted = System.nanoTime() - last.usedAt() < TRUSTED_NANOS;
            if (trusted || last.connection().isValid(VALIDATION_SECONDS)) {
                return last;
            }
            discard(last.connection());
        }
        Connection opened = source.getConnection();
        try {
            return new Kept(opened, vectorOids(opened), System.nanoTime());
        } catch (SQLException failed) {
            discard(opened);
            throw failed;
        }
    }

    private static WriteSession.VectorOids vectorOids(Connection opened) throws SQLException {
        try (Statement statement = opened.createStatement()) {
            statement.execute(VECTOR_OIDS);
            for (int i = 0; i < COMMANDS_BEFORE_OIDS; i++) {
                statement.getMoreResults();
            }
            try (ResultSet oids = statement.getResultSet()) {
                return oids.next()
                        ? new WriteSession.VectorOids((int) oids.getLong(1), (int) oids.getLong(2))
                        : new WriteSession.VectorOids(0, 0);
            }
        }
    }

    private void keep(Kept used) {
        Kept other = kept.getAndSet(used);
        if (other != null) {
            discard(other.connection());
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

    static RuntimeException unchecked(@Nullable Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException known ? known : new IllegalStateException(failure);
    }
}
