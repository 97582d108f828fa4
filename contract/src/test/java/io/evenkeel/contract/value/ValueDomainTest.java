package io.evenkeel.contract.value;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.LogicalType;
import io.evenkeel.contract.catalogue.SampleCatalogue;
import io.evenkeel.contract.event.Problem;
import io.evenkeel.contract.event.StrictJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueDomainTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            text       | "a\\u0000b"                             | nul-character       | /data/c
            text       | 5                                       | wrong-type          | /data/c
            text       | {}                                      | wrong-type          | /data/c
            text       | null                                    | null-not-allowed    | /data/c
            choice     | "C"                                     | value-not-allowed   | /data/c
            choice     | ""                                      | value-not-allowed   | /data/c
            int64      | 9223372036854775808                     | number-out-of-range | /data/c
            int64      | -9223372036854775809                    | number-out-of-range | /data/c
            int64      | 1e300000                                | number-out-of-range | /data/c
            int64      | 1.5                                     | wrong-type          | /data/c
            int64      | 1e-300000                               | wrong-type          | /data/c
            int64      | "5"                                     | wrong-type          | /data/c
            int64      | true                                    | wrong-type          | /data/c
            float64    | 1e309                                   | number-out-of-range | /data/c
            float64    | -1.8e308                                | number-out-of-range | /data/c
            float64    | 1e-400                                  | number-out-of-range | /data/c
            float64    | "NaN"                                   | wrong-type          | /data/c
            decimal    | "NaN"                                   | wrong-type          | /data/c
            decimal    | "1,5"                                   | wrong-type          | /data/c
            decimal    | 1e131072                                | number-out-of-range | /data/c
            decimal    | 1e-16384                                | number-out-of-range | /data/c
            bool       | 1                                       | wrong-type          | /data/c
            bool       | "true"                                  | wrong-type          | /data/c
            uuid       | "0b8e0f4e6d1c4f0e9a531f1f2e3d4c5b"      | invalid-uuid        | /data/c
            uuid       | "0b8e0f4e-6d1c-4f0e-9a53-1f1f2e3d4c5g"  | invalid-uuid        | /data/c
            uuid       | "1-2-3-4-5"                             | invalid-uuid        | /data/c
            timestamp  | "2025-10-02T11:22:33"                   | invalid-timestamp   | /data/c
            timestamp  | "2025-02-29T00:00:00Z"                  | invalid-timestamp   | /data/c
            timestamp  | "2025-10-02T24:00:00Z"                  | invalid-timestamp   | /data/c
            timestamp  | "2025-10-02T11:22:60Z"                  | invalid-timestamp   | /data/c
            timestamp  | "0000-12-31T23:59:59Z"                  | invalid-timestamp   | /data/c
            timestamp  | "0001-01-01T00:00:00+01:00"             | invalid-timestamp   | /data/c
            timestamp  | "9999-12-31T23:59:59-01:00"             | invalid-timestamp   | /data/c
            timestamp  | "10000-01-01T00:00:00Z"                 | invalid-timestamp   | /data/c
            timestamp  | "infinity"                              | invalid-timestamp   | /data/c
            timestamp  | 1700000000                              | wrong-type          | /data/c
            json       | {"a":["b\\u0000"]}                      | nul-character       | /data/c/a/0
            json       | {"a\\u0000":1}                          | nul-character       | /data/c/a\\u0000
            json       | {"a/b":{"~":1e309}}                     | number-out-of-range | /data/c/a~1b/~0
            json       | [1e-309]                                | number-out-of-range | /data/c/0
            text array | "a"                                     | wrong-type          | /data/c
            text array | ["a",null]                              | null-element        | /data/c/1
            text array | ["a",1]                                 | wrong-type          | /data/c/1
            text array | ["\\u0000"]                             | nul-character       | /data/c/0
            vector     | [1,2]                                   | wrong-dimensions    | /data/c
            vector     | [1,2,3,4]                               | wrong-dimensions    | /data/c
            vector     | []                                      | wrong-dimensions    | /data/c
            vector     | [0,0.0,-0.0]                            | zero-vector         | /data/c
            vector     | [1e-60,0,0]                             | zero-vector         | /data/c
            vector     | [1,1e39,0]                              | number-out-of-range | /data/c/1
            vector     | [1,"NaN",0]                             | wrong-type          | /data/c/1
            vector     | [1,null,0]                              | wrong-type          | /data/c/1
            vector     | "[1,2,3]"                               | wrong-type          | /data/c
            """)
    void refusesWhatTheStoresWouldNotHoldAlike(String type, String json, String code, String pointer) {
        Problem problem = refused(type(type), json);
        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.pointer()).isEqualTo(pointer.replace("\\u0000", "\u0000"));
        assertThat(problem.detail()).isNotBlank().endsWith(".");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            text       | ""                                      |
            text       | "a\\tb"                                 | a\tb
            int64      | -9223372036854775808                    | -9223372036854775808
            int64      | 5.0                                     | 5
            int64      | 1e3                                     | 1000
            float64    | -0.0                                    | 0.0
            float64    | 1.7976931348623157e308                  | 1.7976931348623157E308
            float64    | 5e-324                                  | 4.9E-324
            float64    | 0.1                                     | 0.1
            decimal    | 1.500                                   | 1.5
            decimal    | "100.00"                                | 100
            decimal    | -0.0                                    | 0
            decimal    | 123456789012345678901234567890.12345    | 123456789012345678901234567890.12345
            uuid       | "0B8E0F4E-6D1C-4F0E-9A53-1F1F2E3D4C5B"  | 0b8e0f4e-6d1c-4f0e-9a53-1f1f2e3d4c5b
            timestamp  | "2025-10-02T11:22:33.1234569+02:00"     | 2025-10-02T09:22:33.123456Z
            timestamp  | "1969-12-31T23:59:59.9999999Z"          | 1969-12-31T23:59:59.999999Z
            timestamp  | "2025-10-02 11:22-0330"                 | 2025-10-02T14:52:00Z
            timestamp  | "0001-01-01T00:00:00Z"                  | 0001-01-01T00:00:00Z
            timestamp  | "9999-12-31T23:59:59.999999999Z"        | 9999-12-31T23:59:59.999999Z
            json       | {"b":1.0,"a":""}                        | {"a": "", "b": 1}
            json       | "text"                                  | "text"
            text array | []                                      | []
            text array | ["",""]                                 | [, ]
            vector     | [1,-0.0,1e-60]                          | [1.0, 0.0, 0.0]
            """)
    void acceptsAndNormalises(String type, String json, String shown) {
        assertThat(CanonicalForm.display(accepted(type(type), json))).isEqualTo(shown == null ? "" : shown);
    }

    @Test
    void takesPostgresLargestDecimalsInReasonableTime() {
        LogicalType decimal = new LogicalType.Decimal();
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            accepted(decimal, "9".repeat(131_072) + "." + "9".repeat(16_383));
            accepted(decimal, "1" + "0".repeat(131_071));
            assertThat(refused(decimal, "1" + "0".repeat(131_072)).code()).isEqualTo("number-out-of-range");
            assertThat(refused(new LogicalType.Json(), "1" + "0".repeat(131_072))
                            .code())
                    .isEqualTo("number-out-of-range");
        });
    }

    @Test
    void boundsArrayElementsInBytes() {
        LogicalType array = new LogicalType.TextArray();
        accepted(array, "[\"" + "é".repeat(1000) + "\"]");
        assertThat(refused(array, "[\"" + "é".repeat(1000) + "x\"]").code()).isEqualTo("element-too-long");
    }

    @Test
    void boundsKeys() {
        assertThat(codes(everything("é".repeat(256), ""))).isEmpty();
        assertThat(codes(everything("é".repeat(256) + "x", ""))).containsExactly("key-too-long");
        assertThat(codes(everything("e\u0301", ""))).containsExactly("key-not-nfc");
        assertThat(codes(everything("", ""))).containsExactly("empty-key");
    }

    @Test
    void boundsIndexedTextInBytes() {
        assertThat(codes(everything("k", "é".repeat(1000)))).isEmpty();
        assertThat(codes(everything("k", "é".repeat(1000) + "x"))).containsExactly("indexed-text-too-long");
    }

    @Property(tries = 300)
    void whatIsWrittenAsJsonIsReadBack(@ForAll("rows") Row row) {
        for (int i = 0; i < row.values().size(); i++) {
            Column column = SampleCatalogue.EVERY_TYPE.columns().get(i);
            String json = ValueJson.write(row.values().get(i)).toString();
            assertThat(accepted(column, json)).isEqualTo(row.values().get(i));
        }
    }

    @Provide
    Arbitrary<Row> rows() {
        return Values.rows(SampleCatalogue.EVERY_TYPE, "w");
    }

    private static List<String> codes(Row row) {
        return ValueDomain.problems(SampleCatalogue.EVERY_TYPE, row, "/data").stream()
                .map(Problem::code)
                .toList();
    }

    private static Row everything(String key, String note) {
        List<Value> values = new ArrayList<>(Collections.nCopies(11, Value.NULL));
        values.set(0, new Value.Text(key));
        values.set(1, new Value.Text(note));
        return new Row(new RowKey("everything", "w", key), values);
    }

    private static LogicalType type(String label) {
        return switch (label) {
            case "text" -> new LogicalType.Text(Set.of());
            case "choice" -> new LogicalType.Text(Set.of("A", "B"));
            case "int64" -> new LogicalType.Int64();
            case "float64" -> new LogicalType.Float64();
            case "decimal" -> new LogicalType.Decimal();
            case "bool" -> new LogicalType.Bool();
            case "uuid" -> new LogicalType.Uuid();
            case "timestamp" -> new LogicalType.Timestamp();
            case "json" -> new LogicalType.Json();
            case "text array" -> new LogicalType.TextArray();
            case "vector" -> new LogicalType.Vector(3);
            default -> throw new IllegalArgumentException(label);
        };
    }

    private static Value accepted(LogicalType type, String json) {
        return accepted(new Column("c", "c", type, false, null), json);
    }

    private static Value accepted(Column column, String json) {
        return switch (ValueDomain.read(column, parsed(json), "/data/c")) {
            case ValueDomain.Result.Accepted accepted -> accepted.value();
            case ValueDomain.Result.Refused refused ->
                throw new AssertionError(refused.problem().toString());
        };
    }

    private static Problem refused(LogicalType type, String json) {
        return switch (ValueDomain.read(new Column("c", "c", type, false, null), parsed(json), "/data/c")) {
            case ValueDomain.Result.Accepted accepted ->
                throw new AssertionError(accepted.value().toString());
            case ValueDomain.Result.Refused refused -> refused.problem();
        };
    }

    private static JsonNode parsed(String json) {
        return ((StrictJson.Result.Parsed) StrictJson.parse(json, "")).json();
    }
}
