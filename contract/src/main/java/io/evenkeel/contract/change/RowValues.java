package io.evenkeel.contract.change;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.LogicalType;
import io.evenkeel.contract.value.Value;
import io.evenkeel.contract.value.Vector;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** The values of a row's record; what is left out is NULL. */
final class RowValues {
    private final Entity entity;
    private final Value[] values;

    RowValues(Entity entity) {
        this.entity = entity;
        this.values = new Value[entity.columns().size()];
        Arrays.fill(values, Value.NULL);
    }

    /** In the order of the entity's columns. */
    List<Value> list() {
        return List.of(values);
    }

    /** Reads the map of columns, from its first token to its last. */
    void read(JsonParser columns) throws IOException {
        if (columns.currentToken() != JsonToken.START_OBJECT) {
            throw new MalformedChangeSetException("columns are no " + ChangeSetReader.kind(columns.currentToken()));
        }
        int index = -1;
        for (String name = columns.nextFieldName(); name != null; name = columns.nextFieldName()) {
            index = indexOf(name, index + 1);
            columns.nextToken();
            values[index] = value(entity.columns().get(index), columns);
        }
    }

    /** Columns come in the entity's order, so that the next one is mostly the one sought. */
    private int indexOf(String name, int likely) {
        int columns = values.length;
        for (int i = 0; i < columns; i++) {
            int index = (likely + i) % columns;
            if (entity.columns().get(index).name().equals(name)) {
                return index;
            }
        }
        throw new MalformedChangeSetException(
                "entity " + entity.name() + " has no column " + name + "; run every service with the same catalogue");
    }

    private Value value(Column column, JsonParser field) throws IOException {
        try {
            return value(column.type(), field);
        } catch (IllegalArgumentException unfit) {
            throw new MalformedChangeSetException(
                    "column " + entity.name() + "." + column.name() + " is "
                            + column.type().label() + ", which " + ChangeSetReader.kind(field.currentToken())
                            + " is not; run every service with the same catalogue",
                    unfit);
        }
    }

    private static Value value(LogicalType type, JsonParser field) throws IOException {
        return switch (type) {
            case LogicalType.Text ignored -> new Value.Text(text(field));
            case LogicalType.Int64 ignored -> new Value.Int64(integer(field));
            case LogicalType.Float64 ignored -> {
                fits(field.currentToken() == JsonToken.VALUE_NUMBER_FLOAT);
                yield new Value.Float64(field.getDoubleValue());
            }
            case LogicalType.Decimal ignored -> Value.Decimal.parse(text(field));
            case LogicalType.Bool ignored -> {
                fits(field.currentToken().isBoolean());
                yield new Value.Bool(field.currentToken() == JsonToken.VALUE_TRUE);
            }
            case LogicalType.Uuid ignored -> {
                ByteBuffer bytes = ByteBuffer.wrap(bytes(field, 2 * Long.BYTES));
                yield new Value.Uuid(new UUID(bytes.getLong(), bytes.getLong()));
            }
            case LogicalType.Timestamp ignored -> new Value.Timestamp(integer(field));
            case LogicalType.Json ignored -> new Value.Json(text(field));
            case LogicalType.TextArray ignored -> {
                fits(field.currentToken() == JsonToken.START_ARRAY);
                List<String> elements = new ArrayList<>();
                while (field.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(text(field));
                }
                yield new Value.TextArray(elements);
            }
            case LogicalType.Vector vector ->
                new Value.Embedding(
                        Vector.fromBytes(bytes(field, vector.dimensions() * Float.BYTES), ByteOrder.LITTLE_ENDIAN));
        };
    }

    private static String text(JsonParser field) throws IOException {
        fits(field.currentToken() == JsonToken.VALUE_STRING);
        return field.getText();
    }

    private static long integer(JsonParser field) throws IOException {
        fits(field.currentToken() == JsonToken.VALUE_NUMBER_INT && field.getNumberType() != NumberType.BIG_INTEGER);
        return field.getLongValue();
    }

    private static byte[] bytes(JsonParser field, int length) throws IOException {
        fits(field.currentToken() == JsonToken.VALUE_EMBEDDED_OBJECT);
        byte[] bytes = field.getBinaryValue();
        fits(bytes.length == length);
        return bytes;
    }

    private static void fits(boolean fitting) {
        if (!fitting) {
            throw new IllegalArgumentException("another type or length");
        }
    }
}
