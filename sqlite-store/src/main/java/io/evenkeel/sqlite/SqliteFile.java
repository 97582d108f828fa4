package io.evenkeel.sqlite;

import io.evenkeel.contract.store.StoreUnavailableException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteOpenMode;

/**
 * One database file: how it is opened, and what its errors mean.
 *
 * <p>It is never opened but through SQLite: closing any other handle would drop SQLite's POSIX locks.
 *
 * @param path absolute
 */
record SqliteFile(Path path) {
    static final Duration BUSY = Duration.ofSeconds(5);
    private static final int CACHE_KIB = 20_000;

    private static final int PAGE_BYTES = 4096;

    /** A connection whose transactions take the write lock when they begin; creates the file. */
    Connection openForWriting() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.FULL);
        config.setTransactionMode(TransactionMode.IMMEDIATE);
        config.setBusyTimeout((int) BUSY.toMillis());
        config.setCacheSize(-CACHE_KIB);
        config.enforceForeignKeys(true);
        // WalCheckpoints does it.
        config.setPragma(SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, "0");
        // What a WAL has beyond that, because somebody read in it for long, is given back when it is begun anew.
        config.setJournalSizeLimit(WalCheckpoints.KEPT_PAGES * PAGE_BYTES);
        return config.createConnection("jdbc:sqlite:" + path);
    }

    /** A connection for checkpoints, which are as durable as the writer's commits. */
    Connection openForCheckpoints() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        config.setSynchronous(SynchronousMode.FULL);
        return config.createConnection("jdbc:sqlite:" + path);
    }

    /**
     * A connection that cannot change data and does not create the file. It is {@code query_only} and not
     * {@code mode=ro}: a read-only handle that is the last to close would leave the WAL behind.
     */
    Connection openForReading() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        config.setBusyTimeout((int) BUSY.toMillis());
        Connection connection = config.createConnection("jdbc:sqlite:" + path);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA query_only=ON");
        }
        DecimalCollation.register(connection);
        return connection;
    }

    /** Whether the error lies in the values given, so that trying again cannot help. */
    static boolean refuses(SQLException error) {
        int primary = error.getErrorCode() & 0xff;
        return primary == SQLiteErrorCode.SQLITE_CONSTRAINT.code
                || primary == SQLiteErrorCode.SQLITE_MISMATCH.code
                || primary == SQLiteErrorCode.SQLITE_TOOBIG.code;
    }

    /** The exception for a failure that may pass. */
    StoreUnavailableException unavailable(SQLException error) {
        String hint =
                switch (error instanceof SQLiteException lite ? lite.getResultCode() : SQLiteErrorCode.UNKNOWN_ERROR) {
                    case SQLITE_FULL -> "; free disk space";
                    case SQLITE_CANTOPEN -> "; start the sqlite-writer, which creates the file, or check SQLITE_PATH";
                    case SQLITE_ERROR -> "; start the sqlite-writer, which creates the tables";
                    case SQLITE_NOTADB, SQLITE_CORRUPT -> "; restore the file, or rebuild it from the log";
                    default -> "";
                };
        return new StoreUnavailableException("SQLite " + path + ": " + error.getMessage() + hint, error);
    }
}
