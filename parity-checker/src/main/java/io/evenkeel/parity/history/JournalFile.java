package io.evenkeel.parity.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The SQLite file of the {@link Journal}. Thread-safe: one transaction at a time. */
final class JournalFile implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(JournalFile.class);
    private static final int FORMAT = 1;

    /** Columns that may be NULL hold '' instead where a unique index needs them. */
    private static final String SCHEMA = """
            create table sighting (
                id text primary key,
                epoch integer not null,
                entity text not null,
                workspace text not null,
                key text not null,
                kind text not null,
                column_name text not null,
                stores text not null,
                in_log text,
                in_sqlite text,
                in_supabase text,
                cut integer not null,
                first_seen integer not null,
                last_seen integer not null,
                closed_at integer,
                closed_how text,
                version integer not null,
                recorded integer not null default 0,
                recorded_at integer not null default 0
            ) strict;
            create unique index open_sighting on sighting (entity, workspace, key, kind, column_name, stores)
                where closed_at is null;
            create index sighting_by_key on sighting (entity, workspace, key);
            create index waiting_sighting on sighting (first_seen) where version > recorded;
            create index closed_sighting on sighting (closed_at) where closed_at is not null;
            create table document (
                id text primary key,
                kind text not null,
                content text not null,
                version integer not null
            ) strict;
            create table fact (name text primary key, value text not null) strict, without rowid;
            """;

    private final Connection connection;

    private JournalFile(Connection connection) {
        this.connection = connection;
    }

    /** What is done in a transaction. */
    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** Opens the file; one that is damaged is put aside. */
    static JournalFile open(Path path) throws SQLException {
        try {
            Path folder = path.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            try {
                return connect(path);
            } catch (SQLiteException damaged) {
                if (damaged.getResultCode() != SQLiteErrorCode.SQLITE_NOTADB
                        && damaged.getResultCode() != SQLiteErrorCode.SQLITE_CORRUPT) {
                    throw damaged;
                }
                Path aside = path.resolveSibling(path.getFileName() + ".damaged");
                LOG.warnf("%s is damaged and is begun again; it is kept as %s", path, aside);
                Files.move(path, aside, StandardCopyOption.REPLACE_EXISTING);
                Files.deleteIfExists(Path.of(path + "-wal"));
                Files.deleteIfExists(Path.of(path + "-shm"));
                return connect(path);
            }
        } catch (IOException failed) {
            throw new SQLException("the folder of " + path + " cannot be written: " + failed.getMessage(), failed);
        }
    }

    private static JournalFile connect(Path path) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        config.setBusyTimeout(1_000);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + path);
        Connection connection = source.getConnection();
        boolean done = false;
        try {
            furnish(connection);
            connection.setAutoCommit(false);
            done = true;
            return new JournalFile(connection);
        } finally {
            if (!done) {
                connection.close();
            }
        }
    }

    synchronized <T> T transaction(Work<T> work) throws SQLException {
        boolean done = false;
        try {
            T result = work.on(connection);
            connection.commit();
            done = true;
            return result;
        } finally {
            if (!done) {
                connection.rollback();
            }
        }
    }

    @Override
    public synchronized void close() throws SQLException {
        connection.close();
    }

    static int update(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            return statement.executeUpdate();
        }
    }

    static long number(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    static void bind(PreparedStatement statement, @Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }

    private static void furnish(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet format = statement.executeQuery("pragma user_version")) {
                if (format.next() && format.getInt(1) == FORMAT) {
                    return;
                }
            }
            statement.executeUpdate("begin immediate");
            statement.executeUpdate(SCHEMA);
            statement.executeUpdate("pragma user_version = " + FORMAT);
            statement.executeUpdate("commit");
        }
    }
}
