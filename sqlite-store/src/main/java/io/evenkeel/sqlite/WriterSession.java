package io.evenkeel.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/** The writer's connection with its prepared statements. Closing it rolls back what is not committed. */
final class WriterSession implements AutoCloseable {
    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    WriterSession(Connection connection) {
        this.connection = connection;
    }

    Connection connection() {
        return connection;
    }

    /** The statement of that text, prepared once; the session keeps it. */
    PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement known = prepared.get(sql);
        if (known == null) {
            known = connection.prepareStatement(sql);
            prepared.put(sql, known);
        }
        return known;
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Runs a statement that comes again and again, prepared once. */
    void repeat(String sql) throws SQLException {
        prepare(sql).execute();
    }

    /** Takes the write lock. */
    void begin() throws SQLException {
        connection.setAutoCommit(false);
    }

    void commit() throws SQLException {
        // Not commit(): the driver would begin the next transaction, and hold the lock, at once.
        connection.setAutoCommit(true);
    }

    /** Rolls back, and takes the write lock anew. */
    void beginAnew() throws SQLException {
        connection.rollback();
    }

    /** Moves the WAL into the file and empties it. */
    void checkpoint() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet outcome = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
            outcome.next();
        }
    }

    @Override
    public void close() throws SQLException {
        for (PreparedStatement statement : prepared.values()) {
            statement.close();
        }
        prepared.clear();
        connection.close();
    }
}
