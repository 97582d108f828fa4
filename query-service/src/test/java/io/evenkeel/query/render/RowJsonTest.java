package io.evenkeel.query.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.LogicalType;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.Value;
import io.evenkeel.contract.value.Vector;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowJsonTest {

    @Test
    void writesEveryTypeByItsSupabaseName() {
        List<Column> columns = List.of(
                column("id", new LogicalType.Text(Set.of())),
                column("big", new LogicalType.Int64()),
                column("ratio", new LogicalType.Float64()),
                column("price", new LogicalType.Decimal()),
                column("done", new LogicalType.Bool()),
                column("trace", new LogicalType.Uuid()),
                column("meta", new LogicalType.Json()),
                column("labels", new LogicalType.TextArray()),
                column("embedding", new LogicalType.Vector(3)),
                column("nothing", new LogicalType.Text(Set.of())));
        Entity entity =
                new Entity("things", "test", "thing", "id", columns, null, List.of(), null, null, null, List.of());
        Row row = new Row(
                new RowKey("things", "acme", "ä\"1"),
                List.of(
                        new Value.Text("ä\"1"),
                        new Value.Int64(Long.MAX_VALUE),
                        new Value.Float64(0.1),
                        new Value.Decimal(new BigDecimal("1E+20")),
                        new Value.Bool(true),
                        new Value.Uuid(UUID.fromString("6f1c7d9e-0b5c-4a53-9a51-0d3f5f3c2b10")),
                        new Value.Json("{\"n\": 100000000000000000000.000000000000000000001}"),
                        new Value.TextArray(List.of("a", "b,c")),
                        new Value.Embedding(Vector.of(0.5f, -1f, 0.1f)),
                        Value.NULL));

        assertThat(RowJson.of(entity, row).toString())
                .isEqualTo("{\"workspace_id\":\"acme\",\"id\":\"ä\\\"1\",\"big\":9223372036854775807,\"ratio\":0.1,"
                        + "\"price\":100000000000000000000,\"done\":true,"
                        + "\"trace\":\"6f1c7d9e-0b5c-4a53-9a51-0d3f5f3c2b10\","
                        + "\"meta\":{\"n\": 100000000000000000000.000000000000000000001},"
                        + "\"labels\":[\"a\",\"b,c\"],\"embedding\":[0.5,-1.0,0.1],\"nothing\":null}");
    }

    @ParameterizedTest
    @CsvSource({
        "1970-01-01T00:00:00Z,1970-01-01T00:00:00.000000Z",
        "2025-10-02T11:22:33.000001Z,2025-10-02T11:22:33.000001Z",
        "0001-01-01T00:00:00Z,0001-01-01T00:00:00.000000Z",
        "1969-12-31T23:59:59.999999Z,1969-12-31T23:59:59.999999Z",
        "9999-12-31T23:59:59.999999Z,9999-12-31T23:59:59.999999Z"
    })
    void writesTimestampsWithSixDecimals(Instant instant, String expected) {
        Entity entity = new Entity(
                "moments",
                "test",
                "moment",
                "at",
                List.of(column("at", new LogicalType.Timestamp())),
                null,
                List.of(),
                null,
                null,
                null,
                List.of());
        Row row = new Row(
                new RowKey("moments", "acme", "1"),
                List.of(new Value.Timestamp(ChronoUnit.MICROS.between(Instant.EPOCH, instant))));

        assertThat(RowJson.of(entity, row).path("at").asText()).isEqualTo(expected);
    }

    private static Column column(String name, LogicalType type) {
        return new Column(name, name + "_sqlite", type, true, null);
    }
}
