package io.evenkeel.sqlite;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.LogicalType;
import io.evenkeel.contract.value.CanonicalJson;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.Value;
import io.evenkeel.contract.value.Vector;
import java.nio.ByteOrder;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Values to SQLite and back, for the writer and the reader. */
final class StoredValues {
    private static final ObjectMapper JSON = new ObjectMapper();

    private StoredValues() {}

    static void bind(PreparedStatement statement, int index, Value value) throws SQLException {
        switch (value) {
            case Value.Null ignored -> statement.setNull(index, Types.NULL);
            case Value.Text text -> statement.setString(index, text.text());
            case Value.Int64 number -> statement.setLong(index, number.number());
            case Value.Float64 number -> statement.setDouble(index, number.number());
            case Value.Decimal decimal ->
                statement.setString(index, decimal.number().toPlainString());
            case Value.Bool bool -> statement.setInt(index, bool.value() ? 1 : 0);
            case Value.Uuid uuid -> statement.setString(index, uuid.uuid().toString());
            case Value.Timestamp timestamp -> statement.setLong(index, timestamp.micros());
            case Value.Json json -> statement.setString(index, json.canonical());
            case Value.TextArray array -> statement.setString(index, arrayText(array.elements()));
            case Value.Embedding embedding ->
                statement.setBytes(index, embedding.vector().toBytes(ByteOrder.LITTLE_ENDIAN));
        }
    }

    /** Reads a row whose content columns stand first in the result. */
    static Row read(ResultSet found, Entity entity, String workspace) throws SQLException {
        List<Value> values = new ArrayList<>(entity.columns().size());
        String key = found.getString(entity.indexOf(entity.key()) + 1);
        for (int i = 0; i < entity.columns().size(); i++) {
            Column column = entity.columns().get(i);
            try {
                values.add(value(found.getObject(i + 1), column.type()));
            } catch (ClassCastException | IllegalArgumentException | JsonProcessingException unreadable) {
                throw new IllegalStateException(
                        workspace + "/" + entity.name() + "/" + key + ", column " + column.name()
                                + ": SQLite holds a value that is no "
                                + column.type().label()
                                + "; repair the row from the log",
                        unreadable);
            }
        }
        return new Row(new RowKey(entity.name(), workspace, key), values);
    }

    private static Value value(@Nullable Object stored, LogicalType type) throws JsonProcessingException {
        if (stored == null) {
            return Value.NULL;
        }
        return switch (type) {
            case LogicalType.Text ignored -> new Value.Text((String) stored);
            case LogicalType.Int64 ignored -> new Value.Int64(((Number) stored).longValue());
            case LogicalType.Float64 ignored -> new Value.Float64(((Number) stored).doubleValue());
            case LogicalType.Decimal ignored -> Value.Decimal.parse((String) stored);
            case LogicalType.Bool ignored -> new Value.Bool(((Number) stored).longValue() != 0);
            case LogicalType.Uuid ignored -> new Value.Uuid(UUID.fromString((String) stored));
            case LogicalType.Timestamp ignored -> new Value.Timestamp(((Number) stored).longValue());
            case LogicalType.Json ignored -> new Value.Json((String) stored);
            case LogicalType.TextArray ignored ->
                new Value.TextArray(List.of(JSON.readValue((String) stored, String[].class)));
            case LogicalType.Vector ignored ->
                new Value.Embedding(Vector.fromBytes((byte[]) stored, ByteOrder.LITTLE_ENDIAN));
        };
    }

    /** A text array is kept as a JSON array in canonical form. */
    private static String arrayText(List<String> elements) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        elements.forEach(array::add);
        return CanonicalJson.write(array);
    }
}
