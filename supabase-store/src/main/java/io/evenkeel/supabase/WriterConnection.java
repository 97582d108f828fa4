package io.evenkeel.supabase;

import io.evenkeel.contract.store.StoreUnavailableException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Oid;
import org.postgresql.core.TypeInfo;

/**
 * The writer's transactions, each on a connection that is kept for the next. Callers block, and an interrupt ends the wait
 * at once, whatever the database does. Thread-safe: transactions that overlap get connections of their own.
 */
final class WriterConnection implements AutoCloseable {
    private static final String BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED";
    private static final int VALIDATION_SECONDS = 5;

    private static final long TRUSTED_NANOS = TimeUnit.SECONDS.toNanos(20);
    /** In a transaction of its own: the first look into a catalogue may take longer than the role's statements may. */
    private static final String BEGIN_PATIENTLY =
            "BEGIN; SET LOCAL search_path = public, extensions; SET LOCAL statement_timeout = '60s'";

    private static final String VECTOR_OIDS = "SELECT t.oid::bigint, t.typarray::bigint"
            + " FROM pg_extension AS e JOIN pg_depend AS d ON d.refobjid = e.oid AND d.deptype = 'e'"
            + " JOIN pg_type AS t ON t.oid = d.objid AND t.typname = 'vector' WHERE e.extname = 'vector'";

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
                + " set_config('idle_in_transaction_session_timeout', '" + StatementTimeout.PATIENCE.toSeconds()
                + "s', true), "
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
            statement.execute(BEGIN_PATIENTLY);
            WriteSession.VectorOids vectors = new WriteSession.VectorOids(0, 0);
            try (ResultSet oids = statement.executeQuery(VECTOR_OIDS)) {
                if (oids.next()) {
                    vectors = new WriteSession.VectorOids((int) oids.getLong(1), (int) oids.getLong(2));
                }
            }
            learnArrays(opened.unwrap(BaseConnection.class).getTypeInfo(), vectors);
            statement.execute("COMMIT");
            return vectors;
        }
    }

    /** The driver asks the catalogue when it first meets an array, which it cannot where a statement has failed. */
    private static void learnArrays(TypeInfo types, WriteSession.VectorOids vectors) throws SQLException {
        for (ElementType type : ElementType.values()) {
            int array = type == ElementType.VECTOR ? vectors.array() : type.arrayOid();
            if (array != Oid.UNSPECIFIED) {
                types.getPGArrayType(types.getPGType(types.getPGArrayElement(array)));
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
