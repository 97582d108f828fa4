package io.evenkeel.sqlite;

import static io.evenkeel.contract.store.Rows.CATALOGUE;
import static io.evenkeel.contract.store.Rows.document;
import static io.evenkeel.contract.store.Rows.key;
import static io.evenkeel.contract.store.Rows.section;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.evenkeel.contract.change.Change.Delete;
import io.evenkeel.contract.change.Change.Upsert;
import io.evenkeel.contract.store.ChangeBatch;
import io.evenkeel.contract.store.ChangeBatch.Consumed;
import io.evenkeel.contract.store.LogOfChanges;
import io.evenkeel.contract.store.Refusal;
import io.evenkeel.contract.store.RefusalSink;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.value.RowKey;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.Function;

/** Rows that only the file refuses: what they cost, and that the rest comes to what it would without them. */
@SuppressWarnings("SystemOut") // the seed
class BatchTransactionTest {
    private static final String TOPIC = "evenkeel.changes";
    private static final String DOCUMENTS = CATALOGUE.entity("documents").sqliteTable();
    private static final String SECTIONS = CATALOGUE.entity("document_sections").sqliteTable();
    private static final String REFUSED = "refused";
    private static final int ROWS = 100;
    private static final int CHANGE_SETS = 700;
    private static final int ROOTS = 8;

    @TempDir
    private Path folder;

    private final LogOfChanges log = new LogOfChanges(1, 0);
    private final AtomicInteger written = new AtomicInteger();
    private final List<Refusal> refused = new ArrayList<>();
    private int documents;

    @Test
    void onlyTheFirstBatchIsWrittenTwice() throws SQLException {
        Path file = folder.resolve("store.sqlite");
        prepared(file).close();
        PositionTable positions = new PositionTable(TOPIC);
        BatchTransaction batches = new BatchTransaction(CATALOGUE, TableSql.of(CATALOGUE), positions);
        try (WriterSession session = new WriterSession(new SqliteFile(file).openForWriting())) {
            countWrites(session);
            assertThat(rowsWritten(batches, session, 50))
                    .as("up to the refused row, and all anew")
                    .isEqualTo(51 + ROWS);
            for (int i = 0; i < 3; i++) {
                assertThat(rowsWritten(batches, session, i))
                        .as("refusals are expected")
                        .isEqualTo(ROWS);
            }
            for (int i = 0; i < BatchTransaction.CLEAN_BATCHES; i++) {
                assertThat(rowsWritten(batches, session, ROWS)).isEqualTo(ROWS);
            }
            assertThat(rowsWritten(batches, session, 70))
                    .as("they are no longer expected")
                    .isEqualTo(71 + ROWS);
        }
        assertThat(refused).hasSize(5);
    }

    /** Has a batch of rows applied, of which that one is refused; says how many rows were written, also in vain. */
    private int rowsWritten(BatchTransaction batches, WriterSession session, int poison) throws SQLException {
        for (int i = 0; i < ROWS; i++) {
            String id = "d" + documents++;
            log.add(key("documents", id), new Upsert(document(id, i == poison ? REFUSED : "fine")));
        }
        written.set(0);
        session.begin();
        batches.run(session, log.take(), refused::addAll);
        session.commit();
        return written.get();
    }

    private void countWrites(WriterSession session) throws SQLException {
        Function.create(session.connection(), "note_write", new Function() {
            @Override
            protected void xFunc() throws SQLException {
                result(written.incrementAndGet());
            }
        });
        session.execute("CREATE TEMP TRIGGER counted BEFORE INSERT ON " + DOCUMENTS
                + " BEGIN SELECT note_write(); SELECT RAISE(ABORT, 'no') WHERE NEW.title = '" + REFUSED + "'; END");
    }

    @Test
    void whatIsRefusedForGoodIsOnItsWayBeforeARowIsWrittenAndOnlyOnce() throws SQLException {
        Path file = folder.resolve("store.sqlite");
        prepared(file).close();
        PositionTable positions = new PositionTable(TOPIC);
        BatchTransaction batches = new BatchTransaction(CATALOGUE, TableSql.of(CATALOGUE), positions);
        try (WriterSession session = new WriterSession(new SqliteFile(file).openForWriting())) {
            countWrites(session);
            log.add(key("documents", "never"), new Upsert(section("never", 0, "an orphan")));
            log.add(
                    key("documents", "bad"),
                    new Upsert(document("bad", REFUSED)),
                    new Upsert(section("bad", 0, "fine")));
            log.add(key("documents", "bad"), new Upsert(section("good", 0, "under another root")));
            log.add(key("documents", "good"), new Upsert(document("good", "fine")));
            List<String> events = new ArrayList<>();
            session.begin();
            batches.run(session, log.take(), new RefusalSink() {
                @Override
                public void accept(List<Refusal> refusals) {
                    for (Refusal refusal : refusals) {
                        events.add(refusal.verdict().code() + " after rows: " + written.get());
                    }
                }

                @Override
                public void await() {
                    events.add(
                            "awaited at positions: " + read(positions, session).keySet());
                }
            });
            session.commit();
            assertThat(events)
                    .containsExactly(
                            "orphan after rows: 0",
                            "store-refused after rows: 3",
                            "orphan after rows: 3",
                            "awaited at positions: []");
            assertThat(positions.read(session)).hasSize(1);
        }
    }

    private static Map<Integer, StorePosition> read(PositionTable positions, WriterSession session) {
        try {
            return positions.read(session);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** One transaction a change set is what the log says; batches, whichever way they are written, have to come to that. */
    @Test
    void comesToTheSameAsOneByOne() throws SQLException {
        long seed = Long.getLong("evenkeel.seed", new Random().nextLong());
        System.out.println("BatchTransactionTest: -Devenkeel.seed=" + seed);
        Random random = new Random(seed);
        List<ChangeBatch> batches = new ArrayList<>();
        for (int i = 0; i < CHANGE_SETS; ) {
            for (int to = i + 1 + random.nextInt(90); i < to; i++) {
                addAny(random, i);
            }
            batches.add(log.take());
        }
        Path batched = folder.resolve("batched.sqlite");
        try (SqliteStore store = prepared(batched)) {
            batches.forEach(batch -> store.writer().apply(batch, refused::addAll));
        }
        Path alone = folder.resolve("alone.sqlite");
        List<Refusal> oneByOne = new ArrayList<>();
        try (SqliteStore store = prepared(alone)) {
            for (ChangeBatch batch : batches) {
                for (Consumed consumed : batch.records()) {
                    store.writer()
                            .apply(
                                    new ChangeBatch(
                                            List.of(consumed), Map.of(consumed.partition(), consumed.offset() + 1)),
                                    oneByOne::addAll);
                }
            }
        }

        assertThat(oneByOne).hasSizeBetween(1, CHANGE_SETS / 2);
        assertThat(refused)
                .as("-Devenkeel.seed=" + seed)
                .extracting(Refusal::consumed, refusal -> refusal.verdict().code())
                .containsExactlyInAnyOrderElementsOf(oneByOne.stream()
                        .map(refusal ->
                                tuple(refusal.consumed(), refusal.verdict().code()))
                        .toList());
        assertThat(contents(batched)).as("-Devenkeel.seed=" + seed).isEqualTo(contents(alone));
    }

    /**
     * Rows of several tables under few roots. What is refused stands in rows that nothing later touches: of a row that is
     * written together with others, only the last version in the batch is.
     */
    private void addAny(Random random, int number) {
        String id = "d" + random.nextInt(ROOTS);
        RowKey root = key("documents", id);
        switch (random.nextInt(20)) {
            case 0, 1 -> log.add(root, new Delete(root));
            case 2, 3 ->
                log.add(root, new Delete(section(id, random.nextInt(4), "").key()));
            case 4, 5, 6, 7, 8 -> log.add(root, new Upsert(section(id, random.nextInt(4), "text " + number)));
            case 9, 10, 11, 12, 13 -> log.add(root, new Upsert(document(id, "title " + number)));
            case 14, 15, 16 ->
                log.add(
                        root,
                        (long) random.nextInt(number + 1),
                        random.nextBoolean(),
                        new Upsert(document(id, "title " + number)));
            case 17 -> {
                RowKey bad = key("documents", "refused" + number);
                log.add(bad, new Upsert(document(bad.key(), REFUSED)));
                log.add(bad, new Upsert(section(bad.key(), 0, "an orphan")));
            }
            default ->
                log.add(
                        root,
                        new Upsert(document(id, "with a section " + number)),
                        new Upsert(section(id, 100 + number, random.nextInt(3) == 0 ? REFUSED : "fine")));
        }
    }

    private static SqliteStore prepared(Path file) {
        SqliteStore store = SqliteStore.open(file, CATALOGUE, TOPIC);
        store.writer().prepare();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TRIGGER no_refused BEFORE INSERT ON " + SECTIONS + " WHEN NEW.text = '" + REFUSED
                    + "' BEGIN SELECT RAISE(ABORT, 'no'); END");
            statement.execute("CREATE TRIGGER no_refused_document BEFORE INSERT ON " + DOCUMENTS + " WHEN NEW.title = '"
                    + REFUSED + "' BEGIN SELECT RAISE(ABORT, 'no'); END");
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
        return store;
    }

    private static List<String> contents(Path file) throws SQLException {
        List<String> contents = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String query : List.of(
                    "SELECT id, title, source_offset, source_sequence FROM " + DOCUMENTS + " ORDER BY 1",
                    "SELECT id, text, source_offset, source_sequence FROM " + SECTIONS + " ORDER BY 1",
                    "SELECT entity, key, \"offset\", sequence FROM evenkeel_tombstone ORDER BY 1, 2",
                    "SELECT \"partition\", applied_offset, epoch, NULL FROM evenkeel_position")) {
                try (ResultSet found = statement.executeQuery(query)) {
                    while (found.next()) {
                        contents.add(found.getString(1) + " " + found.getString(2) + " " + found.getString(3) + " "
                                + found.getString(4));
                    }
                }
            }
        }
        return contents;
    }
}
