package io.evenkeel.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The writer's connection with its prepared statements. Closing it rolls back what is not committed. */
final class WriterSession implements AutoCloseable {
    private static final String MARK = "INSERT INTO evenkeel_writing (writer) VALUES (1)";
    private static final String UNMARK = "DELETE FROM evenkeel_writing";

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    private boolean marked;

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

    /** Says that what comes in this transaction is the writer's own, so that no note is left of it. */
    void mark() throws SQLException {
        repeat(MARK);
        marked = true;
    }

    void commit() throws SQLException {
        if (marked) {
            repeat(UNMARK);
            marked = false;
        }
        // Not commit(): the driver would begin the next transaction, and hold the lock, at once.
        connection.setAutoCommit(true);
    }

    /** Rolls back, and takes the write lock anew. */
    void beginAnew() throws SQLException {
        connection.rollback();
        if (marked) {
            repeat(MARK);
        }
    }

    /**
     * How far the WAL is.
     *
     * @param pages written since it was last begun anew
     * @param moved how many of them are in the file
     */
    record Wal(int pages, int moved) {
        int toMove() {
            return pages - moved;
        }
    }

    /** How far the WAL is, without moving any of it. */
    Wal wal() throws SQLException {
        try (ResultSet found = prepare("PRAGMA wal_checkpoint(NOOP)").executeQuery()) {
            found.next();
            return new Wal(found.getInt(2), found.getInt(3));
        }
    }

    /**
     * Moves the rest of the WAL into the file, so that the next commit begins it anew; no transaction may be open.
     *
     * @param patience how long it may wait for others that read in it
     * @return whether nothing is left to be moved, and nobody reads in it
     */
    boolean restartWal(Duration patience) throws SQLException {
        repeat("PRAGMA busy_timeout=" + patience.toMillis());
        try {
            return checkpoint(connection, "RESTART");
        } finally {
            repeat("PRAGMA busy_timeout=" + SqliteFile.BUSY.toMillis());
        }
    }

    /** Moves the WAL into the file and empties it. */
    void emptyWal() throws SQLException {
        checkpoint(connection, "TRUNCATE");
    }

    /** Whether it did all that the kind of checkpoint asks for. */
    static boolean checkpoint(Connection connection, String kind) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet outcome = statement.executeQuery("PRAGMA wal_checkpoint(" + kind + ")")) {
            return outcome.next() && outcome.getInt(1) == 0;
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
