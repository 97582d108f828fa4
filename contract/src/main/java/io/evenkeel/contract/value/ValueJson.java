package io.evenkeel.contract.value;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evenkeel.contract.catalogue.Entity;
import java.math.BigDecimal;

/** Values as JSON, as events carry them and reads answer them; {@link ValueDomain#read} gives the same value back. */
public final class ValueJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);

    private ValueJson() {}

    /** A value: decimals as exact numbers, timestamps as RFC 3339 in UTC, vectors as arrays of numbers. */
    public static JsonNode write(Value value) {
        return switch (value) {
            case Value.Null ignored -> NODES.nullNode();
            case Value.Text v -> NODES.textNode(v.text());
            case Value.Int64 v -> NODES.numberNode(v.number());
            case Value.Float64 v -> NODES.numberNode(new BigDecimal(Double.toString(v.number())));
            case Value.Decimal v -> NODES.numberNode(v.number());
            case Value.Bool v -> NODES.booleanNode(v.value());
            case Value.Uuid v -> NODES.textNode(v.uuid().toString());
            case Value.Timestamp v -> NODES.textNode(Timestamps.format(v.micros()));
            case Value.Json v -> CanonicalJson.parse(v.canonical());
            case Value.TextArray v -> {
                ArrayNode array = NODES.arrayNode(v.elements().size());
                v.elements().forEach(array::add);
                yield array;
            }
            case Value.Embedding v -> {
                Vector vector = v.vector();
                ArrayNode array = NODES.arrayNode(vector.dimensions());
                for (int i = 0; i < vector.dimensions(); i++) {
                    array.add(new BigDecimal(Float.toString(vector.component(i))));
                }
                yield array;
            }
        };
    }

    /** A row: every content column by its Supabase name, in catalogue order, NULL as null. */
    public static ObjectNode write(Entity entity, Row row) {
        ObjectNode json = NODES.objectNode();
        for (int i = 0; i < row.values().size(); i++) {
            json.set(entity.columns().get(i).name(), write(row.values().get(i)));
        }
        return json;
    }
}
