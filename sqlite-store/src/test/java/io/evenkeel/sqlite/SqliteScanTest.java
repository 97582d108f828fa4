package io.evenkeel.sqlite;

import static io.evenkeel.sqlite.Sample.EVERYTHING;
import static io.evenkeel.sqlite.Sample.everything;
import static io.evenkeel.sqlite.Sample.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.change.StoredState;
import io.evenkeel.contract.store.DigestedRow;
import io.evenkeel.contract.store.KeyRange;
import io.evenkeel.contract.store.KeyRange.Bound;
import io.evenkeel.contract.store.ScannedRow;
import io.evenkeel.contract.value.CanonicalForm;
import io.evenkeel.contract.value.Digest;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.Value;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plants every fault that the scanner must see, and the differences that it must not. */
class SqliteScanTest {
    private static final Digest EXPECTED = CanonicalForm.digest(EVERYTHING, everything("e1"));

    @TempDir
    private Path folder;

    private Sample sample;

    @BeforeEach
    void prepare() {
        Path file = folder.resolve("store.sqlite");
        // As an application may have made it: without STRICT, so that any column holds anything.
        Sample.prepared(file).close();
        sample = Sample.prepared(file);
        sample.pastTheLog("ALTER TABLE everything RENAME TO strict_everything");
        sample.pastTheLog("""
                CREATE TABLE everything (workspace_id TEXT, id TEXT, note TEXT, size INTEGER, score, price, open, link,
                seen, extra, tags, embedding, source_epoch INTEGER, source_partition INTEGER, source_offset INTEGER,
                source_sequence INTEGER, PRIMARY KEY (workspace_id, id))""");
        sample.put(everything("e1"));
    }

    @AfterEach
    void close() {
        sample.close();
    }

    @Test
    void digestsWhatTheRowsDigestIs() {
        assertThat(digest()).isEqualTo(EXPECTED);
        assertThat(sample.store.reader().get(key("everything", "e1")).value()).contains(everything("e1"));
    }

    @Test
    void aRangeIsFoundByBothColumnsOfTheKeyWhateverOtherIndexesThereAre() throws SQLException {
        RawTable table = new RawTable(Sample.CATALOGUE.entity("everything"), true);
        Bound bound = new Bound("default", "e1");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("store.sqlite"));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE INDEX by_note ON everything (workspace_id, note)");
            try (ResultSet plan = statement.executeQuery("EXPLAIN QUERY PLAN "
                    + SqliteStoreScanner.select(table, new KeyRange(bound, bound), new ArrayList<>()))) {
                assertThat(plan.next()).isTrue();
                assertThat(plan.getString("detail")).contains("((workspace_id,id)>(?,?) AND (workspace_id,id)<(?,?))");
                assertThat(plan.next()).as("a step to sort").isFalse();
            }
        }
    }

    @Test
    void aStrictTableIsReadAsOneThatIsNot() {
        Row row = everything("e1");
        List<Value> none = new ArrayList<>(Collections.nCopies(row.values().size(), Value.NULL));
        none.set(0, new Value.Text("e2"));
        List<Value> zero = new ArrayList<>(row.values());
        zero.set(0, new Value.Text("e3"));
        zero.set(1, new Value.Text(""));
        zero.set(2, new Value.Int64(0));
        zero.set(3, new Value.Float64(0));
        zero.set(7, new Value.Timestamp(0));
        sample.put(new Row(key("everything", "e2"), none), new Row(key("everything", "e3"), zero));
        List<DigestedRow> rows = digests();
        assertThat(rows)
                .extracting(DigestedRow::digest)
                .containsExactly(
                        EXPECTED,
                        CanonicalForm.digest(EVERYTHING, new Row(key("everything", "e2"), none)),
                        CanonicalForm.digest(EVERYTHING, new Row(key("everything", "e3"), zero)));
        List<ScannedRow> details = details();

        sample.pastTheLog("INSERT INTO strict_everything SELECT id, note, size, score, price, open, link, seen, extra,"
                + " tags, embedding, workspace_id, source_epoch, source_partition, source_offset, source_sequence"
                + " FROM everything");
        sample.pastTheLog("ALTER TABLE everything RENAME TO loose_everything");
        sample.pastTheLog("ALTER TABLE strict_everything RENAME TO everything");
        assertThat(digests()).isEqualTo(rows);
        assertThat(details()).isEqualTo(details);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "extra = '{\"aa\":[\"\\ud83d\\ude00\", null],\"a\":1.0}'",
                "price = '-12345678901234567890.00000000010'",
                "tags = '[\"\",\"a\\u0022b\",\"\\u0001\\ud83d\\ude00\"]'"
            })
    void anotherSpellingOfTheSameValueIsNoDifference(String update) {
        change(update);
        assertThat(digest()).isEqualTo(EXPECTED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "note = note || ' '",
                "note = CAST(note AS BLOB)",
                "note = CAST(x'ff' AS TEXT)",
                "note = ''",
                "note = NULL",
                "size = size + 1",
                "size = 1.5",
                "size = 'many'",
                "score = 0.3",
                "score = 9e999",
                "score = 1",
                "score = 'x'",
                "price = '-12345678901234567890.0000000002'",
                "price = 'NaN'",
                "price = 1e10",
                "price = '1e9999999'",
                "open = 0",
                "open = 2",
                "open = 'true'",
                "link = upper(link)",
                "link = CAST(link AS BLOB)",
                "link = 'no uuid'",
                "seen = seen + 1",
                "seen = 9223372036854775807",
                "seen = '0001-01-01T00:00:00Z'",
                "extra = ''",
                "extra = '{'",
                "extra = '{\"a\": 1, \"a\": 1}'",
                "extra = CAST(extra AS BLOB)",
                "extra = 7",
                "tags = '[]'",
                "tags = '[null]'",
                "tags = '{}'",
                "tags = 'x'",
                "embedding = zeroblob(12)",
                "embedding = x''",
                "embedding = x'00'",
                "embedding = embedding || x'00000000'",
                "embedding = '[1.5,-2,0]'"
            })
    void seesEveryChangedValueAndShowsIt(String update) {
        change(update);

        assertThat(digest()).isNotEqualTo(EXPECTED);
        ScannedRow scanned = sample.store
                .scanner()
                .rows("everything", List.of(key("everything", "e1")))
                .value()
                .getFirst();
        Map<String, String> payloads = payloads();
        String column = update.substring(0, update.indexOf(' '));
        scanned.columns().forEach((name, value) -> {
            if (name.equals(column)) {
                assertThat(value.payload()).isNotEqualTo(payloads.get(name));
            } else {
                assertThat(value.payload()).isEqualTo(payloads.get(name));
            }
        });
    }

    @Test
    void aRowWithoutAPositionCamePastTheLog() {
        change("source_epoch = NULL, source_partition = NULL, source_offset = NULL");
        assertThat(sample.store
                        .scanner()
                        .digests("everything", List.of(key("everything", "e1")))
                        .value())
                .extracting(DigestedRow::position)
                .containsExactly(StoredState.UNKNOWN_POSITION);
    }

    @Test
    void scansPastAKeyThatIsNoUtf8() {
        sample.pastTheLog("INSERT INTO everything (workspace_id, id) VALUES ('default', CAST(x'65ff' AS TEXT)),"
                + " ('default', CAST(x'ffff' AS TEXT)), ('default', 'z')");
        List<DigestedRow> found = new ArrayList<>();
        KeyRange range = KeyRange.ALL;
        for (int i = 0; i < 4; i++) {
            DigestedRow next = sample.store
                    .scanner()
                    .digests("everything", range, 1)
                    .value()
                    .getFirst();
            found.add(next);
            range = new KeyRange(new KeyRange.Bound("default", next.key().key()), null);
        }
        assertThat(sample.store.scanner().digests("everything", range, 1).value())
                .isEmpty();
        assertThat(sample.store
                        .scanner()
                        .digests(
                                "everything",
                                found.stream().map(DigestedRow::key).toList())
                        .value())
                .containsExactlyInAnyOrderElementsOf(found);
    }

    private void change(String update) {
        sample.pastTheLog("UPDATE everything SET " + update);
    }

    private Digest digest() {
        return sample.store
                .scanner()
                .digests("everything", KeyRange.ALL, 10)
                .value()
                .getFirst()
                .digest();
    }

    private static Map<String, String> payloads() {
        Map<String, String> payloads = new HashMap<>();
        for (int i = 0; i < EVERYTHING.columns().size(); i++) {
            byte[] payload = CanonicalForm.payload(everything("e1").values().get(i));
            payloads.put(
                    EVERYTHING.columns().get(i).name(),
                    payload == null ? "" : HexFormat.of().formatHex(payload));
        }
        return payloads;
    }

    private List<DigestedRow> digests() {
        return sample.store.scanner().digests("everything", KeyRange.ALL, 10).value();
    }

    private List<ScannedRow> details() {
        return sample.store
                .scanner()
                .rows("everything", List.of(key("everything", "e1"), key("everything", "e2"), key("everything", "e3")))
                .value();
    }
}
