package io.evenkeel.supabase;

import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.LogicalType;
import io.evenkeel.contract.value.Value;
import io.evenkeel.contract.value.Vector;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * How values travel to and from Postgres for the writer and the reader. What the binary protocol would round (decimals,
 * JSON numbers) travels as text.
 */
final class ColumnMapping {
    private static final int VECTOR_HEADER = 4;

    private ColumnMapping() {}

    /** An identifier in double quotes. */
    static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    /** The placeholder of a parameter, cast to the column's physical type. */
    static String parameter(LogicalType type, int number) {
        return "$" + number
                + switch (type) {
                    case LogicalType.Text ignored -> "::text";
                    case LogicalType.Int64 ignored -> "::bigint";
                    case LogicalType.Float64 ignored -> "::double precision";
                    case LogicalType.Decimal ignored -> "::text::numeric";
                    case LogicalType.Bool ignored -> "::boolean";
                    case LogicalType.Uuid ignored -> "::uuid";
                    case LogicalType.Timestamp ignored -> "::timestamptz";
                    case LogicalType.Json ignored -> "::text::jsonb";
                    case LogicalType.TextArray ignored -> "::text[]";
                    case LogicalType.Vector ignored -> "::real[]::vector";
                };
    }

    /** The type of an array of keys, as a cast. */
    static String keyArray(Column key) {
        return switch (key.type()) {
            case LogicalType.Uuid ignored -> "::text[]::uuid[]";
            case LogicalType.Int64 ignored -> "::text[]::bigint[]";
            default -> "::text[]";
        };
    }

    /** The expression to select a column with, so that {@link #read} understands it. */
    static String selected(Column column) {
        String name = quoted(column.name());
        return switch (column.type()) {
            case LogicalType.Decimal ignored -> "trim_scale(" + name + ")::text";
            case LogicalType.Json ignored -> name + "::text";
            case LogicalType.Vector ignored -> "vector_send(" + name + ")";
            default -> name;
        };
    }

    /** Adds a parameter for the placeholder of {@link #parameter}. */
    static void bind(Tuple parameters, Value value) {
        switch (value) {
            case Value.Null ignored -> parameters.addValue(null);
            case Value.Text text -> parameters.addString(text.text());
            case Value.Int64 number -> parameters.addLong(number.number());
            case Value.Float64 number -> parameters.addDouble(number.number());
            case Value.Decimal number -> parameters.addString(number.number().toPlainString());
            case Value.Bool bool -> parameters.addBoolean(bool.value());
            case Value.Uuid uuid -> parameters.addUUID(uuid.uuid());
            case Value.Timestamp timestamp -> parameters.addOffsetDateTime(toDateTime(timestamp.micros()));
            case Value.Json json -> parameters.addString(json.canonical());
            case Value.TextArray array ->
                parameters.addArrayOfString(array.elements().toArray(String[]::new));
            case Value.Embedding embedding -> parameters.addArrayOfFloat(boxed(embedding.vector()));
        }
    }

    /** Reads what {@link #selected} selected. */
    static Value read(Row row, int index, LogicalType type) {
        if (row.getValue(index) == null) {
            return Value.NULL;
        }
        return switch (type) {
            case LogicalType.Text ignored -> new Value.Text(row.getString(index));
            case LogicalType.Int64 ignored -> new Value.Int64(row.getLong(index));
            case LogicalType.Float64 ignored -> new Value.Float64(row.getDouble(index));
            case LogicalType.Decimal ignored -> Value.Decimal.parse(row.getString(index));
            case LogicalType.Bool ignored -> new Value.Bool(row.getBoolean(index));
            case LogicalType.Uuid ignored -> new Value.Uuid(row.getUUID(index));
            case LogicalType.Timestamp ignored -> new Value.Timestamp(toMicros(row.getOffsetDateTime(index)));
            case LogicalType.Json ignored -> new Value.Json(row.getString(index));
            case LogicalType.TextArray ignored -> new Value.TextArray(List.of(row.getArrayOfStrings(index)));
            case LogicalType.Vector ignored ->
                new Value.Embedding(toVector(row.getBuffer(index).getBytes()));
        };
    }

    /** The key column's value as text, as {@link io.evenkeel.contract.value.RowKey#key} has it. */
    static String readKey(Row row, int index) {
        return String.valueOf(row.getValue(index));
    }

    /**
     * The value of a key, which travels as text, as a parameter of its column's type.
     *
     * @throws IllegalArgumentException when the text is no such value
     */
    static Value keyValue(LogicalType type, String text) {
        return switch (type) {
            case LogicalType.Uuid ignored -> new Value.Uuid(UUID.fromString(text));
            case LogicalType.Int64 ignored -> new Value.Int64(Long.parseLong(text));
            default -> new Value.Text(text);
        };
    }

    private static OffsetDateTime toDateTime(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }

    private static long toMicros(OffsetDateTime time) {
        if (time.equals(OffsetDateTime.MAX)) {
            return Long.MAX_VALUE;
        }
        return time.equals(OffsetDateTime.MIN)
                ? Long.MIN_VALUE
                : ChronoUnit.MICROS.between(Instant.EPOCH, time.toInstant());
    }

    private static Float[] boxed(Vector vector) {
        Float[] components = new Float[vector.dimensions()];
        for (int i = 0; i < components.length; i++) {
            components[i] = vector.component(i);
        }
        return components;
    }

    private static Vector toVector(byte[] sent) {
        return Vector.fromBytes(Arrays.copyOfRange(sent, VECTOR_HEADER, sent.length), ByteOrder.BIG_ENDIAN);
    }
}
