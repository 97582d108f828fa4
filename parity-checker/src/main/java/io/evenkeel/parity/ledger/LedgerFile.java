package io.evenkeel.parity.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The checker's own SQLite file: the ledger with what it refuses, the verified watermarks and the open mismatches, so that
 * all of them move in the same transactions; and the open dead letters. Everything in it follows from the log, so a file
 * that is lost, damaged, of another format or of another epoch is simply begun again. Thread-safe: one transaction writes
 * and one reads at a time.
 */
public final class LedgerFile implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(LedgerFile.class);
    private static final int FORMAT = 3;
    private static final String SCHEMA = """
            create table meta (epoch integer not null) strict;
            create table ledger (
                entity text not null,
                workspace text not null,
                key text not null,
                partition integer not null,
                event_offset integer not null,
                sequence integer,
                digest blob,
                parent text,
                origin text,
                changes_offset integer not null,
                primary key (entity, workspace, key)
            ) strict, without rowid;
            create index ledger_by_parent on ledger (entity, workspace, parent) where parent is not null;
            create index ledger_by_position on ledger (partition, event_offset);
            create table position (
                partition integer primary key,
                next_offset integer not null,
                applied_offset integer not null
            ) strict;
            create table watermark (
                partition integer primary key,
                event_offset integer not null
            ) strict;
            create table mismatch (
                entity text not null,
                workspace text not null,
                key text not null,
                kind text not null,
                column_name text,
                in_log text,
                in_sqlite text,
                in_supabase text,
                stores text not null,
                found_at integer not null
            ) strict;
            create index mismatch_by_key on mismatch (entity, workspace, key);
            create table refusal (
                partition integer not null,
                changes_offset integer not null,
                code text not null,
                message text not null,
                primary key (partition, changes_offset)
            ) strict, without rowid;
            create table dead_letter (
                key text primary key,
                store text not null,
                partition integer not null,
                place integer not null,
                record integer not null,
                fields text not null
            ) strict;
            create index dead_letter_by_place on dead_letter (partition, place, key);
            create index dead_letter_by_store on dead_letter (store, partition, place, key);
            """;

    /** What is done in a transaction. */
    @FunctionalInterface
    public interface Work<T> {
        /** Does it on that connection, which must not be kept. */
        T on(Connection connection) throws SQLException;
    }

    private final Path path;
    private final long epoch;
    private final SQLiteDataSource source;
    private final Connection writing;
    private final Connection reading;
    private final ReentrantLock writeLock = new ReentrantLock();
    private final ReentrantLock readLock = new ReentrantLock();

    private LedgerFile(Path path, long epoch, SQLiteDataSource source, Connection writing, Connection reading) {
        this.path = path;
        this.epoch = epoch;
        this.source = source;
        this.writing = writing;
        this.reading = reading;
    }

    /**
     * Opens the file, or begins it again where it does not fit.
     *
     * @param path the file; its folder is created
     * @param epoch the epoch of the log that it is to follow
     * @throws LedgerUnavailableException when the file cannot be opened
     */
    public static LedgerFile open(Path path, long epoch) {
        try {
            Path folder = path.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            try {
                return connect(path, epoch);
            } catch (SQLiteException damaged) {
                if (damaged.getResultCode() != SQLiteErrorCode.SQLITE_NOTADB
                        && damaged.getResultCode() != SQLiteErrorCode.SQLITE_CORRUPT) {
                    throw damaged;
                }
                LOG.warnf("ledger %s is damaged and is built again from the log: %s", path, damaged.getMessage());
                delete(path);
                return connect(path, epoch);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot create the folder of the ledger " + path, failed);
        } catch (SQLException failed) {
            throw new LedgerUnavailableException(
                    "ledger " + path + " cannot be opened: " + failed.getMessage() + "; set EVENKEEL_LEDGER_PATH",
                    failed);
        }
    }

    /** The epoch of the log that this file follows. */
    public long epoch() {
        return epoch;
    }

    /**
     * Reads in one snapshot.
     *
     * @throws LedgerUnavailableException when that fails
     */
    public <T> T read(Work<T> work) {
        return transaction(readLock, reading, work);
    }

    /**
     * Reads in one snapshot, on a connection of its own: for what takes long, while others read and write.
     *
     * @throws LedgerUnavailableException when that fails
     */
    public <T> T readApart(Work<T> work) {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            T result = work.on(connection);
            connection.rollback();
            return result;
        } catch (SQLException failed) {
            throw new LedgerUnavailableException("ledger " + path + ": " + failed.getMessage(), failed);
        }
    }

    /**
     * Writes in one transaction.
     *
     * @throws LedgerUnavailableException when that fails; nothing was changed
     */
    public <T> T write(Work<T> work) {
        return transaction(writeLock, writing, work);
    }

    @Override
    public void close() {
        closeQuietly(readLock, reading);
        closeQuietly(writeLock, writing);
    }

    private <T> T transaction(ReentrantLock lock, Connection connection, Work<T> work) {
        lock.lock();
        try {
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
        } catch (SQLException failed) {
            throw new LedgerUnavailableException("ledger " + path + ": " + failed.getMessage(), failed);
        } finally {
            lock.unlock();
        }
    }

    private static LedgerFile connect(Path path, long epoch) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        // A power failure may take back the last transactions, but only as wholes: position and rows stay together.
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        config.setBusyTimeout(5_000);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + path);
        Connection writing = source.getConnection();
        boolean done = false;
        try {
            furnish(writing, epoch);
            Connection reading = source.getConnection();
            writing.setAutoCommit(false);
            reading.setAutoCommit(false);
            done = true;
            return new LedgerFile(path, epoch, source, writing, reading);
        } finally {
            if (!done) {
                writing.close();
            }
        }
    }

    private static void furnish(Connection connection, long epoch) throws SQLException {
        if (fits(connection, epoch)) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("begin immediate");
            for (String table :
                    new String[] {"meta", "ledger", "position", "watermark", "mismatch", "refusal", "dead_letter"}) {
                statement.executeUpdate("drop table if exists " + table);
            }
            statement.executeUpdate(SCHEMA);
            statement.executeUpdate("insert into meta values (" + epoch + ")");
            statement.executeUpdate("pragma user_version = " + FORMAT);
            statement.executeUpdate("commit");
        }
    }

    private static boolean fits(Connection connection, long epoch) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet format = statement.executeQuery("pragma user_version")) {
                if (!format.next() || format.getInt(1) != FORMAT) {
                    return false;
                }
            }
            try (ResultSet meta = statement.executeQuery("select epoch from meta")) {
                return meta.next() && meta.getLong(1) == epoch;
            }
        }
    }

    private static void delete(Path path) throws IOException {
        for (String suffix : new String[] {"", "-wal", "-shm"}) {
            Files.deleteIfExists(Path.of(path + suffix));
        }
    }

    private static void closeQuietly(ReentrantLock lock, Connection connection) {
        lock.lock();
        try {
            connection.close();
        } catch (SQLException failed) {
            LOG.warnf("ledger did not close cleanly: %s", failed.getMessage());
        } finally {
            lock.unlock();
        }
    }
}
