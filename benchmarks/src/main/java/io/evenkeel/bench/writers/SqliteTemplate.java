package io.evenkeel.bench.writers;

import io.evenkeel.contract.store.Store;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** A file with all tables and some rows, of which every trial gets a copy. */
final class SqliteTemplate implements Database.Source {
    private final Path file;
    private int copies;

    private SqliteTemplate(Path file) {
        this.file = file;
    }

    static SqliteTemplate create(Path folder, String name, List<SourcedRow> documents, List<SourcedRow> chunks)
            throws SQLException {
        Path file = folder.resolve(name + ".sqlite");
        SqliteDatabase database = new SqliteDatabase(file);
        try (Store store = database.open("template")) {
            store.writer().prepare();
        }
        try (Connection connection = database.connect()) {
            SqliteDatabase.dropDriftTriggers(connection);
            connection.setAutoCommit(false);
            SqliteUpsert.write(connection, documents, documents.size() + 1);
            SqliteUpsert.write(connection, chunks, chunks.size() + 1);
        }
        try (Store store = database.open("template")) {
            store.writer().prepare();
        }
        return new SqliteTemplate(file);
    }

    @Override
    public SqliteDatabase create() throws IOException {
        Path copy = file.resolveSibling("copy-" + copies++ + ".sqlite");
        Files.copy(file, copy);
        // Or the first checkpoint would have to wait for the copy too.
        try (FileChannel written = FileChannel.open(copy, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        return new SqliteDatabase(copy);
    }
}
