package io.evenkeel.contract.change;

import com.fasterxml.jackson.databind.JsonNode;
import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.LogicalType;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.Value;
import io.evenkeel.contract.value.Vector;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the tree of a change set's record against a catalogue. */
final class ChangeSetReader {
    private final Catalogue catalogue;

    ChangeSetReader(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    ChangeSet read(JsonNode record) {
        int version = record.path("version").asInt();
        if (version != ChangeSetCodec.VERSION) {
            throw new MalformedChangeSetException("a change set of format version " + version
                    + " was found, this program reads version " + ChangeSetCodec.VERSION
                    + "; run the same release everywhere");
        }
        List<Change> changes = new ArrayList<>();
        record.path("changes").forEach(change -> changes.add(change(change)));
        JsonNode provenance = record.path("provenance");
        return new ChangeSet(
                position(record.path("position")),
                text(record, "id"),
                text(record, "source"),
                text(record, "type"),
                record.has("root") ? key(record.path("root")) : null,
                record.has("sequence") ? (Long) record.path("sequence").longValue() : null,
                record.path("ifAbsent").booleanValue(),
                changes,
                provenance.isMissingNode()
                        ? null
                        : new Provenance(
                                text(provenance, "model"),
                                text(provenance, "engine"),
                                text(provenance, "optimisation"),
                                text(provenance, "device")),
                optionalText(record, "barrier"));
    }

    private Change change(JsonNode change) {
        if (change.has("upsert")) {
            return new Change.Upsert(row(change.path("upsert")));
        }
        if (change.has("delete")) {
            return new Change.Delete(key(change.path("delete")));
        }
        JsonNode replace = change.path("replaceChildren");
        if (replace.isMissingNode()) {
            throw new MalformedChangeSetException("a change is none of upsert, delete and replaceChildren");
        }
        List<Row> rows = new ArrayList<>();
        replace.path("rows").forEach(row -> rows.add(row(row)));
        return new Change.ReplaceChildren(
                entity(text(replace, "entity")).name(),
                key(replace.path("parent")),
                optionalText(replace, "origin"),
                rows);
    }

    private Row row(JsonNode row) {
        RowKey key = key(row.path("key"));
        Entity entity = entity(key.entity());
        Value[] values = new Value[entity.columns().size()];
        Arrays.fill(values, Value.NULL);
        for (Map.Entry<String, JsonNode> field : row.path("columns").properties()) {
            int index = entity.indexOf(field.getKey());
            if (index < 0) {
                throw new MalformedChangeSetException("entity " + entity.name() + " has no column " + field.getKey()
                        + "; run every service with the same catalogue");
            }
            values[index] = value(entity, entity.columns().get(index), field.getValue());
        }
        return new Row(key, List.of(values));
    }

    private static Value value(Entity entity, Column column, JsonNode field) {
        try {
            return value(column.type(), field);
        } catch (IllegalArgumentException | IOException unfit) {
            throw new MalformedChangeSetException(
                    "column " + entity.name() + "." + column.name() + " is "
                            + column.type().label() + ", which " + field.getNodeType() + " is not; run every service"
                            + " with the same catalogue",
                    unfit);
        }
    }

    private static Value value(LogicalType type, JsonNode field) throws IOException {
        return switch (type) {
            case LogicalType.Text ignored -> new Value.Text(text(field));
            case LogicalType.Int64 ignored -> new Value.Int64(integer(field));
            case LogicalType.Float64 ignored -> new Value.Float64(number(field));
            case LogicalType.Decimal ignored -> Value.Decimal.parse(text(field));
            case LogicalType.Bool ignored -> new Value.Bool(bool(field));
            case LogicalType.Uuid ignored -> {
                ByteBuffer bytes = ByteBuffer.wrap(bytes(field, 16));
                yield new Value.Uuid(new UUID(bytes.getLong(), bytes.getLong()));
            }
            case LogicalType.Timestamp ignored -> new Value.Timestamp(integer(field));
            case LogicalType.Json ignored -> new Value.Json(text(field));
            case LogicalType.TextArray ignored -> {
                fits(field.isArray());
                List<String> elements = new ArrayList<>(field.size());
                for (JsonNode element : field) {
                    elements.add(text(element));
                }
                yield new Value.TextArray(elements);
            }
            case LogicalType.Vector vector ->
                new Value.Embedding(
                        Vector.fromBytes(bytes(field, vector.dimensions() * Float.BYTES), ByteOrder.LITTLE_ENDIAN));
        };
    }

    private static String text(JsonNode field) {
        fits(field.isTextual());
        return field.textValue();
    }

    private static long integer(JsonNode field) {
        fits(field.isIntegralNumber() && field.canConvertToLong());
        return field.longValue();
    }

    private static double number(JsonNode field) {
        fits(field.isFloatingPointNumber());
        return field.doubleValue();
    }

    private static boolean bool(JsonNode field) {
        fits(field.isBoolean());
        return field.booleanValue();
    }

    private static byte[] bytes(JsonNode field, int length) throws IOException {
        fits(field.isBinary());
        byte[] bytes = field.binaryValue();
        fits(bytes.length == length);
        return bytes;
    }

    private static void fits(boolean fitting) {
        if (!fitting) {
            throw new IllegalArgumentException("another type or length");
        }
    }

    private static Position position(JsonNode position) {
        if (position.size() != 3) {
            throw new MalformedChangeSetException("a change set has no position");
        }
        return new Position(
                position.path(0).longValue(),
                position.path(1).intValue(),
                position.path(2).longValue());
    }

    private RowKey key(JsonNode key) {
        if (key.size() != 3) {
            throw new MalformedChangeSetException("a key is entity, workspace and key");
        }
        return new RowKey(
                entity(key.path(0).asText()).name(),
                key.path(1).asText(),
                key.path(2).asText());
    }

    private Entity entity(String name) {
        return catalogue
                .find(name)
                .orElseThrow(() -> new MalformedChangeSetException(
                        "entity " + name + " is not in the catalogue; run every service with the same catalogue"));
    }

    private static String text(JsonNode record, String field) {
        JsonNode value = record.path(field);
        if (!value.isTextual()) {
            throw new MalformedChangeSetException("a change set has no " + field);
        }
        return value.textValue();
    }

    private static @Nullable String optionalText(JsonNode record, String field) {
        return record.has(field) ? text(record, field) : null;
    }
}
