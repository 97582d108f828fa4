package io.evenkeel.supabase;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.schema.VectorIndex;
import io.evenkeel.contract.store.StoreUnavailableException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Drops the vector indexes of a database for a bulk load and builds them afterwards, as the role that owns the tables. Of
 * all programs on a database one does so at a time: whoever {@linkplain #hold holds} its advisory lock, which goes with the
 * session, also when the program dies. Not thread-safe, but for {@link #progress}.
 *
 * <p>Every method throws {@link StoreUnavailableException} when the database cannot be reached or cannot do it now; the
 * lock is then given up.
 */
public final class VectorIndexes implements AutoCloseable {
    private static final String LOCK = "hashtextextended('evenkeel vector indexes', 0)";

    /** Whoever waits for a lock on a table has everybody else wait, too. */
    private static final String SETTINGS = "SET search_path = public, extensions; SET statement_timeout = 0;"
            + " SET idle_in_transaction_session_timeout = 0; SET lock_timeout = '5s';"
            // pgvector before 0.8.2 may crash in parallel builds.
            + " SET max_parallel_maintenance_workers = 0;"
            + " SELECT set_config('maintenance_work_mem', greatest(pg_size_bytes(current_setting('maintenance_work_mem')),"
            + " 256 * 1024 * 1024) / 1024 || 'kB', false)";

    private final SupabaseDatabase owner;
    private final List<VectorIndex> indexes;
    private @Nullable Connection session;
    private boolean held;

    /** @param owner the database, as a role that owns the tables */
    public VectorIndexes(SupabaseDatabase owner, Catalogue catalogue) {
        this.owner = owner;
        this.indexes = VectorIndex.of(catalogue);
    }

    /** Why indexes cannot be dropped and built over this connection, with what to do; empty when they can. */
    public Optional<String> obstacle() {
        if (owner.transactionPooler()) {
            return Optional.of("a transaction pooler keeps no session; give the session or direct connection"
                    + " (port 5432) as EVENKEEL_OWNER_DB_URL");
        }
        String tables = indexes.stream()
                .map(index -> "'" + index.table().replace("'", "''") + "'")
                .collect(Collectors.joining(", "));
        return run(connection -> first(
                        connection,
                        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname IN ("
                                + tables + ") AND NOT pg_has_role(current_user, relowner, 'USAGE') LIMIT 1"))
                .map(table -> "role " + owner.user() + " does not own table " + table
                        + "; give a role that does as EVENKEEL_OWNER_DB_URL");
    }

    /** Takes the lock, unless another program has it. */
    public boolean hold() {
        if (!held) {
            held = run(connection -> first(connection, "SELECT pg_try_advisory_lock(" + LOCK + ")"))
                    .orElse("f")
                    .equals("t");
        }
        return held;
    }

    /** Gives the lock back. */
    public void release() {
        if (held) {
            held = false;
            run(connection -> first(connection, "SELECT pg_advisory_unlock(" + LOCK + ")"));
        }
    }

    /** Whether this program has the lock. */
    public boolean isHeld() {
        return held;
    }

    /** The indexes that are missing, or invalid because building them has not ended. */
    public List<VectorIndex> unfit() {
        return run(connection -> IndexStates.unfit(connection, indexes));
    }

    /** How many rows the tables hold together, counted as far as that number. */
    public long rows(long most) {
        return indexes.stream()
                .map(VectorIndex::table)
                .distinct()
                .mapToLong(table -> Long.parseLong(run(connection -> first(
                                connection,
                                "SELECT count(*) FROM (SELECT 1 FROM public." + ColumnMapping.quoted(table) + " LIMIT "
                                        + most + ") AS counted"))
                        .orElse("0")))
                .sum();
    }

    /** Drops all of them, together. */
    public void drop() {
        run(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("BEGIN; "
                        + indexes.stream().map(VectorIndex::drop).collect(Collectors.joining("; ")) + "; COMMIT");
            }
            return true;
        });
    }

    /** Builds one beside running writes, whatever is left of an earlier attempt, and has the planner know the table. */
    public void build(VectorIndex index) {
        run(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute(index.drop());
                statement.execute("SET lock_timeout = 0");
                statement.execute(index.createConcurrently());
                statement.execute("ANALYZE public." + ColumnMapping.quoted(index.table()));
                statement.execute("SET lock_timeout = '5s'");
            }
            return true;
        });
    }

    /** How far the build that is running in this database has come, from 0 to 1; empty when there is none. */
    public OptionalDouble progress() {
        try (Connection connection = Connections.jdbc(owner).getConnection()) {
            return first(
                            connection,
                            "SELECT coalesce(blocks_done::float8 / nullif(blocks_total, 0),"
                                    + " tuples_done::float8 / nullif(tuples_total, 0), 0)"
                                    + " FROM pg_stat_progress_create_index WHERE datname = current_database() LIMIT 1")
                    .map(done -> OptionalDouble.of(Double.parseDouble(done)))
                    .orElse(OptionalDouble.empty());
        } catch (SQLException failed) {
            throw SqlState.translate(failed);
        }
    }

    @Override
    public void close() {
        held = false;
        Connection ending = session;
        session = null;
        if (ending != null) {
            try {
                ending.close();
            } catch (SQLException alreadyBroken) {
                // it is given up in any case
            }
        }
    }

    /** What is done with the session. */
    private interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    private <T> T run(Work<T> work) {
        try {
            return work.run(session());
        } catch (SQLException failed) {
            close();
            throw SqlState.translate(failed);
        }
    }

    private Connection session() throws SQLException {
        Connection open = session;
        if (open != null) {
            return open;
        }
        PGSimpleDataSource source = Connections.building(owner);
        Connection opened = source.getConnection();
        session = opened;
        try (Statement statement = opened.createStatement()) {
            statement.execute(SETTINGS);
        }
        return opened;
    }

    private static Optional<String> first(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty();
        }
    }
}
