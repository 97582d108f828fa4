package io.evenkeel.sqlite;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.SampleCatalogue;
import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.store.LogOfChanges;
import io.evenkeel.contract.store.Refusal;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.Value;
import io.evenkeel.contract.value.Vector;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A store over the sample catalogue, its log, and a way past the log. */
final class Sample implements AutoCloseable {
    static final Catalogue CATALOGUE = SampleCatalogue.catalogue();
    static final Entity EVERYTHING = SampleCatalogue.EVERY_TYPE;

    final SqliteStore store;
    final List<Refusal> refused = new ArrayList<>();
    private final Path file;
    private final LogOfChanges log = new LogOfChanges(7, 0);

    private Sample(Path file) {
        this.file = file;
        this.store = SqliteStore.open(file, CATALOGUE, "evenkeel.changes");
    }

    static Sample prepared(Path file) {
        Sample sample = new Sample(file);
        sample.store.writer().prepare();
        return sample;
    }

    /** A row in which every column has a value that is hard to keep. */
    static Row everything(String id) {
        return new Row(
                key("everything", id),
                List.of(
                        new Value.Text(id),
                        new Value.Text("𝔸 e\u0301 \u0001 ' \" \\ \n 😀"),
                        new Value.Int64(Long.MIN_VALUE),
                        new Value.Float64(0.1 + 0.2),
                        new Value.Decimal(new BigDecimal("-12345678901234567890.0000000001")),
                        new Value.Bool(true),
                        new Value.Uuid(UUID.fromString("00000000-0000-4000-8000-0000000000ff")),
                        new Value.Timestamp(-62_135_596_800_000_000L),
                        new Value.Json("{\"a\": 1, \"aa\": [\"😀\", null]}"),
                        new Value.TextArray(List.of("", "a\"b", "\u0001😀")),
                        new Value.Embedding(Vector.of(1.5f, -2, Float.MIN_VALUE))));
    }

    static Row book(String id, String kind) {
        return new Row(
                key("books", id),
                List.of(
                        new Value.Text(id),
                        new Value.Text("title of " + id),
                        new Value.Text(kind),
                        new Value.Json("{}"),
                        new Value.Timestamp(0)));
    }

    static RowKey key(String entity, String key) {
        return new RowKey(entity, Entity.DEFAULT_WORKSPACE, key);
    }

    /** Applies one change set for each row. */
    void put(Row... rows) {
        for (Row row : rows) {
            log.add(row.key(), new Change.Upsert(row));
        }
        apply();
    }

    void delete(RowKey key) {
        log.add(key, new Change.Delete(key));
        apply();
    }

    /** Changes the file as an application would that does not know of the log. */
    void pastTheLog(String sql) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        } catch (SQLException failed) {
            throw new IllegalStateException(sql, failed);
        }
    }

    private void apply() {
        store.writer().apply(log.take(), refused::addAll);
    }

    @Override
    public void close() {
        store.close();
    }
}
