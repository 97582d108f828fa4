package io.evenkeel.sqlite;

import static io.evenkeel.sqlite.Sample.CATALOGUE;
import static io.evenkeel.sqlite.Sample.book;
import static io.evenkeel.sqlite.Sample.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.store.ListQuery;
import io.evenkeel.contract.store.LogOfChanges;
import io.evenkeel.contract.store.Rows;
import io.evenkeel.contract.store.StoreUnavailableException;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.Value;
import io.evenkeel.contract.value.Vector;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest {
    @TempDir
    private Path folder;

    @Test
    void refusesASecondWriterOfTheFile() {
        Path file = folder.resolve("store.sqlite");
        try (Sample first = Sample.prepared(file);
                SqliteStore second = SqliteStore.open(file, CATALOGUE, "evenkeel.changes")) {
            first.put(book("b1", "novel"));
            assertThat(second.reader().get(key("books", "b1")).value()).isPresent();
            assertThatThrownBy(() -> second.writer().prepare())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(file.toString());
        }
        try (Sample next = Sample.prepared(file)) {
            assertThat(next.store.writer().positions()).hasSize(1);
        }
    }

    @Test
    void closingLeavesTheFileAlone() {
        Path file = folder.resolve("store.sqlite");
        try (Sample sample = Sample.prepared(file);
                SqliteStore reading = SqliteStore.open(file, CATALOGUE, "evenkeel.changes")) {
            sample.put(book("b1", "novel"));
            assertThat(reading.reader().counts("default").value()).containsEntry("books", 1L);
            assertThat(folder.resolve("store.sqlite-wal")).isNotEmptyFile();
            sample.close();
        }
        assertThat(folder.resolve("store.sqlite-wal")).doesNotExist();
        assertThat(file).exists();
    }

    @Test
    void onlyTheChangeSetThatTheFileRefusesIsRefused() {
        try (Sample sample = Sample.prepared(folder.resolve("store.sqlite"))) {
            sample.put(book("b1", "novel"), book("b2", "poem"), book("b3", "essay"));

            assertThat(sample.refused).singleElement().satisfies(refusal -> {
                assertThat(refusal.verdict().code()).isEqualTo("store-refused");
                assertThat(refusal.consumed().changeSet().root()).isEqualTo(key("books", "b2"));
            });
            assertThat(sample.store.reader().counts("default").value()).containsEntry("books", 2L);
            assertThat(sample.store.writer().positions().get(0))
                    .satisfies(
                            position -> assertThat(position.applied().offset()).isEqualTo(2));
        }
    }

    @Test
    void aRowThatIsDeletedAndSentAgainInOneBatchTakesItsNewOwner() {
        RowKey moving = Rows.key("document_sections", "s1");
        LogOfChanges log = new LogOfChanges(7, 0);
        try (SqliteStore store = SqliteStore.open(folder.resolve("store.sqlite"), Rows.CATALOGUE, "evenkeel.changes")) {
            store.writer().prepare();
            log.add(Rows.key("documents", "d1"), new Change.Upsert(Rows.document("d1", "One")));
            log.add(Rows.key("documents", "d2"), new Change.Upsert(Rows.document("d2", "Two")));
            log.add(Rows.key("documents", "d1"), new Change.Upsert(section(moving, "d1")));
            assertThat(store.writer().apply(log.take(), refusals -> {}).refused())
                    .isZero();

            log.add(Rows.key("documents", "d1"), new Change.Delete(moving));
            log.add(Rows.key("documents", "d2"), new Change.Upsert(section(moving, "d2")));
            assertThat(store.writer().apply(log.take(), refusals -> {}).refused())
                    .isZero();

            assertThat(store.reader().get(moving).value()).contains(section(moving, "d2"));
        }
    }

    private static Row section(RowKey key, String document) {
        return Rows.row(key, Map.of("document_id", Rows.text(document), "text", Rows.text("of " + document)));
    }

    @Test
    void aRowThatCamePastTheLogDoesNotUndoADelete() {
        try (Sample sample = Sample.prepared(folder.resolve("store.sqlite"))) {
            sample.put(book("b1", "novel"));
            sample.delete(key("books", "b1"));
            sample.pastTheLog("INSERT INTO books (id, title, kind) VALUES ('b1', 'back', 'novel')");
            sample.put(new Row(
                    key("pages", "p1"),
                    List.of(
                            new Value.Text("p1"),
                            new Value.Text("b1"),
                            new Value.Text("body"),
                            new Value.Embedding(Vector.of(1, 2, 3)),
                            Value.NULL)));

            assertThat(sample.refused).isEmpty();
            assertThat(sample.store.reader().get(key("pages", "p1")).value()).isEmpty();
        }
    }

    @Test
    void saysWhichColumnsAnExistingTableLacks() throws SQLException {
        Path file = folder.resolve("old.sqlite");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("CREATE TABLE books (id TEXT PRIMARY KEY, title TEXT, kind TEXT, added INTEGER)");
        }
        try (SqliteStore store = SqliteStore.open(file, CATALOGUE, "evenkeel.changes")) {
            assertThatThrownBy(() -> store.writer().prepare())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("table books lacks workspace_id, meta, source_epoch");
        }
    }

    @Test
    void cannotBeReadBeforeTheWriterHasMadeIt() {
        try (SqliteStore store = SqliteStore.open(folder.resolve("none.sqlite"), CATALOGUE, "evenkeel.changes")) {
            assertThatThrownBy(() -> store.reader().get(key("books", "b1")))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("start the sqlite-writer");
            assertThat(folder.resolve("none.sqlite")).doesNotExist();
        }
    }

    @Test
    void keysThatAreNumbersAreListedAsText() {
        try (Sample sample = Sample.prepared(folder.resolve("store.sqlite"))) {
            sample.put(loan(9), loan(10), loan(-1));

            List<RowKey> keys =
                    sample.store.reader().list(new ListQuery("loans", "default", List.of(), 10, "-1")).value().stream()
                            .map(Row::key)
                            .toList();
            assertThat(keys).containsExactly(key("loans", "10"), key("loans", "9"));
            assertThat(sample.store.reader().get(key("loans", "10")).value()).contains(loan(10));
            sample.delete(key("loans", "10"));
            assertThat(sample.store.reader().get(key("loans", "10")).value()).isEmpty();
        }
    }

    private static Row loan(long id) {
        return new Row(key("loans", Long.toString(id)), List.of(new Value.Int64(id), Value.NULL));
    }
}
