package io.evenkeel.bench.writers;

import io.evenkeel.bench.BenchFailure;
import io.evenkeel.contract.schema.SqliteDriftNotes;
import io.evenkeel.contract.store.Store;
import io.evenkeel.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;

/** A SQLite file, copied from a template. */
record SqliteDatabase(Path file) implements Database {
    private static final int CACHE_KIB = 20_000;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int CHECKPOINT_PAGES = 8_000;

    @Override
    public Store open(String changesTopic) {
        return SqliteStore.open(file, Corpus.CATALOGUE, changesTopic);
    }

    /** A plain connection, as durable as the product's, with as much cache and as few checkpoints. */
    Connection connect() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.FULL);
        config.setTransactionMode(TransactionMode.IMMEDIATE);
        config.setCacheSize(-CACHE_KIB);
        config.setPragma(SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, Integer.toString(CHECKPOINT_PAGES));
        return config.createConnection("jdbc:sqlite:" + file);
    }

    /** What a plain writer does not have: notes of changes that are not the product's. */
    static void dropDriftTriggers(Connection connection) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet found = statement.executeQuery("SELECT name FROM sqlite_schema WHERE type = 'trigger'")) {
                while (found.next()) {
                    if (found.getString(1).startsWith(SqliteDriftNotes.TRIGGER_PREFIX)) {
                        names.add(found.getString(1));
                    }
                }
            }
            for (String name : names) {
                statement.execute("DROP TRIGGER \"" + name + "\"");
            }
        }
    }

    /** Moves the WAL into the file, once nobody else does; no transaction may be open. */
    @Override
    public void writeBack() throws SQLException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            while (!isWrittenBack(statement)) {
                if (System.nanoTime() > deadline) {
                    throw new BenchFailure("the WAL of " + file + " cannot be moved into the file");
                }
                Thread.onSpinWait();
            }
        }
    }

    private static boolean isWrittenBack(Statement statement) throws SQLException {
        try (ResultSet outcome = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
            return outcome.next() && outcome.getInt(1) == 0;
        }
    }

    @Override
    public void close() throws IOException {
        for (String suffix : new String[] {"", "-wal", "-shm", ".writer.lock"}) {
            Files.deleteIfExists(file.resolveSibling(file.getFileName() + suffix));
        }
    }
}
