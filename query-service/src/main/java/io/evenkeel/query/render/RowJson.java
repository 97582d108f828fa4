package io.evenkeel.query.render;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.Value;
import io.evenkeel.contract.value.Vector;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * A row as a JSON object: {@code workspace_id}, then the columns in catalogue order by their Supabase names. Timestamps are
 * ISO 8601 in UTC with six decimals, JSON columns are embedded as they are stored, vectors and text arrays are arrays.
 */
public final class RowJson {
    // Decimals keep the digits that they have, trailing zeros included.
    static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);
    private static final DateTimeFormatter MICROSECONDS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private RowJson() {}

    /** The row as an object. */
    public static ObjectNode of(Entity entity, Row row) {
        ObjectNode json = NODES.objectNode();
        json.put(Entity.WORKSPACE_COLUMN, row.key().workspace());
        for (int i = 0; i < entity.columns().size(); i++) {
            put(json, entity.columns().get(i).name(), row.values().get(i));
        }
        return json;
    }

    /** Adds a member. */
    static void put(ObjectNode json, String name, Value value) {
        switch (value) {
            case Value.Null ignored -> json.putNull(name);
            case Value.Text text -> json.put(name, text.text());
            case Value.Int64 number -> json.put(name, number.number());
            case Value.Float64 number -> json.put(name, number.number());
            case Value.Decimal decimal ->
                json.putRawValue(name, new RawValue(decimal.number().toPlainString()));
            case Value.Bool bool -> json.put(name, bool.value());
            case Value.Uuid uuid -> json.put(name, uuid.uuid().toString());
            case Value.Timestamp timestamp -> json.put(name, iso(timestamp.micros()));
            case Value.Json document -> json.putRawValue(name, new RawValue(document.canonical()));
            case Value.TextArray array -> array.elements().forEach(json.putArray(name)::add);
            case Value.Embedding embedding -> components(json.putArray(name), embedding.vector());
        }
    }

    static void components(ArrayNode json, Vector vector) {
        for (int i = 0; i < vector.dimensions(); i++) {
            json.add(vector.component(i));
        }
    }

    private static String iso(long micros) {
        return MICROSECONDS.format(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
    }
}
