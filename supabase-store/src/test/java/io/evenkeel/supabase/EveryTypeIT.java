package io.evenkeel.supabase;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.change.Change.Delete;
import io.evenkeel.contract.change.Change.Upsert;
import io.evenkeel.contract.store.DigestSum;
import io.evenkeel.contract.store.DigestedRow;
import io.evenkeel.contract.store.KeyRange;
import io.evenkeel.contract.store.ListQuery;
import io.evenkeel.contract.store.LogOfChanges;
import io.evenkeel.contract.value.CanonicalForm;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.Value;
import io.evenkeel.contract.value.Vector;
import java.math.BigDecimal;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is what is read, and what Postgres digests is what this side digests. */
class EveryTypeIT {
    private static final Catalogue CATALOGUE = Catalogue.load(List.of(resource("/every-type.yaml")));
    private static final Entity EVERYTHING = CATALOGUE.entity("everything");

    private final TestDatabase database = TestDatabase.create(CATALOGUE);
    private final SupabaseStore store = database.open();
    private final LogOfChanges log = new LogOfChanges(1, 0);

    @AfterEach
    void close() {
        store.close();
    }

    /** As fields of copied rows, and as elements of arrays. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void keepsEveryValueToTheBit(boolean copied) {
        List<Row> rows = new ArrayList<>(List.of(row("nothing", Map.of())));
        texts().forEach(text -> rows.add(row("text " + text, Map.of("a_text", new Value.Text(text)))));
        for (long number : new long[] {Long.MIN_VALUE, -1, 0, 1, (1L << 53) + 1, Long.MAX_VALUE}) {
            rows.add(row("number " + number, Map.of("a_number", new Value.Int64(number))));
        }
        for (double number : new double[] {
            0,
            Double.MIN_VALUE,
            -Double.MAX_VALUE,
            Double.MIN_NORMAL,
            0.1 + 0.2,
            1e23,
            4.35,
            -1.0 / 3,
            9007199254740993.0
        }) {
            rows.add(row("real " + number, Map.of("a_real", new Value.Float64(number))));
        }
        for (String number : List.of(
                "0",
                "1",
                "-1.5",
                "100",
                "0.000000000000000000000000000001",
                "123456789012345678901234567890.123456789",
                "9".repeat(100),
                "1" + "0".repeat(308),
                "0." + "0".repeat(307) + "1")) {
            rows.add(row("decimal " + number, Map.of("a_decimal", new Value.Decimal(new BigDecimal(number)))));
        }
        for (int scale = -12; scale <= 30; scale++) {
            BigDecimal number = BigDecimal.valueOf(scale % 2 == 0 ? 1_000_020_003_004_567L : -70_001L, scale);
            rows.add(row("scale " + scale, Map.of("a_decimal", new Value.Decimal(number.stripTrailingZeros()))));
        }
        for (long micros : new long[] {
            -62_135_596_800_000_000L,
            -62_135_596_799_999_999L,
            -1,
            0,
            1,
            946_684_800_000_000L,
            1_700_000_000_123_456L,
            253_402_300_799_999_999L
        }) {
            rows.add(row("time " + micros, Map.of("a_time", new Value.Timestamp(micros))));
        }
        for (boolean bool : new boolean[] {true, false}) {
            rows.add(row("bool " + bool, Map.of("a_bool", new Value.Bool(bool))));
        }
        rows.add(row("uuid", Map.of("a_uuid", new Value.Uuid(new UUID(-1, Long.MIN_VALUE)))));
        for (String json : List.of(
                "null",
                "true",
                "\"\"",
                "{}",
                "[]",
                "0",
                "-0.5",
                "1" + "0".repeat(308),
                "0." + "0".repeat(200) + "1",
                "123456789012345678901234567890.5",
                "{\"b\": 1, \"aa\": [], \"é\": {\"\": null}}",
                "\"\\u0001 \\\" \\\\ / 😀 \u2028\"")) {
            rows.add(row("json " + json, Map.of("a_json", new Value.Json(json))));
        }
        rows.add(row("no elements", Map.of("an_array", new Value.TextArray(List.of()))));
        rows.add(row("elements", Map.of("an_array", new Value.TextArray(texts()))));
        rows.add(row(
                "vector", Map.of("a_vector", new Value.Embedding(Vector.of(Float.MIN_VALUE, -Float.MAX_VALUE, 0f)))));
        rows.forEach(row -> log.add(row.key(), new Upsert(row)));

        assertThat(rows).as("enough to be copied").hasSizeGreaterThan(RowCopies.LEAST_ROWS);
        try (SupabaseStore writing = copied ? database.open() : database.openRestricted()) {
            assertThat(writing.writer()
                            .apply(log.take(), refusals -> assertThat(refusals).isEmpty())
                            .rowsPut())
                    .isEqualTo(rows.size());
        }

        for (Row row : rows) {
            assertThat(store.reader().get(row.key()).value()).contains(row);
        }
        Map<RowKey, String> digests = new HashMap<>();
        for (DigestedRow digested :
                store.scanner().digests("everything", KeyRange.ALL, 10_000).value()) {
            digests.put(digested.key(), digested.digest().toString());
        }
        assertThat(digests).hasSize(rows.size());
        rows.forEach(row -> assertThat(digests)
                .as(row.toString())
                .containsEntry(row.key(), CanonicalForm.digest(EVERYTHING, row).toString()));
        DigestSum sum = DigestSum.NONE;
        for (Row row : rows) {
            sum = sum.plus(CanonicalForm.digest(EVERYTHING, row));
        }
        assertThat(store.scanner()
                        .sum("everything", KeyRange.ALL, 10_000, positions -> List.of())
                        .value()
                        .sum())
                .isEqualTo(sum);
        List<RowKey> keys = rows.stream().map(Row::key).toList();
        for (var scanned : store.scanner().rows("everything", keys).value()) {
            Row row = rows.get(keys.indexOf(scanned.key()));
            EVERYTHING
                    .columns()
                    .forEach(column -> assertThat(
                                    Objects.requireNonNull(scanned.columns().get(column.name()))
                                            .payload())
                            .as("%s of %s", column.name(), row)
                            .isEqualTo(hex(CanonicalForm.payload(row.value(EVERYTHING, column.name())))));
        }
    }

    @Test
    void anyTypeOfKeyIsOrderedAsText() {
        for (long number : new long[] {1, 2, 10, -3}) {
            RowKey key = new RowKey("numbered", "default", Long.toString(number));
            log.add(key, new Upsert(new Row(key, List.of(new Value.Int64(number), new Value.Text("n")))));
        }
        store.writer().apply(log.take(), refusals -> {});

        ListQuery fromOne = new ListQuery("numbered", "default", List.of(), 10, "1");
        assertThat(store.reader().list(fromOne).value().stream()
                        .map(row -> row.key().key()))
                .containsExactly("10", "2");
        KeyRange range = new KeyRange(new KeyRange.Bound("default", "-3"), new KeyRange.Bound("default", "10"));
        assertThat(store.scanner().digests("numbered", range, 10).value().stream()
                        .map(row -> row.key().key()))
                .containsExactly("1", "10");

        RowKey gone = new RowKey("numbered", "default", "10");
        log.add(gone, new Delete(gone));
        assertThat(store.writer().apply(log.take(), refusals -> {}).rowsRemoved())
                .isEqualTo(1);
        assertThat(store.reader().get(gone).value()).isEmpty();
    }

    @Test
    void aRangeIsReadFromTheIndexBetweenItsEndsAlone() {
        ScanSql sql = new ScanSql(EVERYTHING);
        KeyRange range = new KeyRange(
                new KeyRange.Bound("default", new UUID(1, 1).toString()),
                new KeyRange.Bound("default", new UUID(2, 2).toString()));
        String select = sql.digestsOfRange(range);
        for (String bound : sql.bounds(range)) {
            select = select.replaceFirst("\\?", "'" + bound + "'");
        }

        assertThat(database.sql(
                        "SET search_path = public, extensions",
                        "SET enable_seqscan = off",
                        "EXPLAIN (COSTS OFF) " + select.replace("?", "10")))
                .anySatisfy(step -> assertThat(step)
                        .contains("Index Cond: ((workspace_id = 'default'::text)"
                                + " AND (id <= '00000000-0000-0002-0000-000000000002'::uuid)"
                                + " AND (id > '00000000-0000-0001-0000-000000000001'::uuid))"));
    }

    @Test
    void aTextThatIsNoUuidIsNoKey() {
        RowKey noUuid = new RowKey("everything", "default", "not a uuid");
        assertThat(store.reader().get(noUuid).value()).isEmpty();
        assertThat(store.scanner().digests("everything", List.of(noUuid)).value())
                .isEmpty();
        KeyRange range = new KeyRange(new KeyRange.Bound("default", "a"), new KeyRange.Bound("default", "b"));
        assertThat(store.scanner().digests("everything", range, 10).value()).isEmpty();
    }

    private static List<String> texts() {
        return List.of(
                "",
                " ",
                "NULL",
                "null",
                "a,b",
                "{}",
                "{a}",
                "\"quoted\"",
                "it's",
                "back\\slash",
                "\\\\",
                "\n\r\t",
                "\u0001\u007f",
                "é",
                "e\u0301",
                "層流",
                "𝔹",
                "😀",
                "\uFFFD",
                "\uE000",
                "\u2028",
                "x".repeat(100_000));
    }

    private static Row row(String name, Map<String, Value> values) {
        UUID id = UUID.nameUUIDFromBytes(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        RowKey key = new RowKey("everything", "default", id.toString());
        return new Row(
                key,
                EVERYTHING.columns().stream()
                        .map(column -> column.name().equals("id")
                                ? new Value.Uuid(id)
                                : values.getOrDefault(column.name(), Value.NULL))
                        .toList());
    }

    private static @Nullable String hex(byte @Nullable [] payload) {
        return payload == null ? null : HexFormat.of().formatHex(payload);
    }

    private static Path resource(String name) {
        try {
            return Path.of(
                    Objects.requireNonNull(EveryTypeIT.class.getResource(name)).toURI());
        } catch (URISyntaxException malformed) {
            throw new AssertionError(malformed);
        }
    }
}
