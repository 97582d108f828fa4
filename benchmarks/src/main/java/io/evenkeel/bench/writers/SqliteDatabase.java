package io.evenkeel.bench.writers;

import io.evenkeel.contract.store.Store;
import io.evenkeel.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;

/** A SQLite file, copied from a template. */
record SqliteDatabase(Path file) implements Database {
    private static final int CACHE_KIB = 20_000;

    @Override
    public Store open(String changesTopic) {
        return SqliteStore.open(file, Corpus.CATALOGUE, changesTopic);
    }

    /** A plain connection, as durable as the product's and with as much cache. */
    Connection connect() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.FULL);
        config.setTransactionMode(TransactionMode.IMMEDIATE);
        config.setCacheSize(-CACHE_KIB);
        return config.createConnection("jdbc:sqlite:" + file);
    }

    @Override
    public void close() throws IOException {
        for (String suffix : new String[] {"", "-wal", "-shm", ".writer.lock"}) {
            Files.deleteIfExists(file.resolveSibling(file.getFileName() + suffix));
        }
    }
}
