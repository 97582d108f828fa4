package io.evenkeel.contract.change;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.value.CanonicalForm;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.Value;
import java.nio.ByteOrder;
import java.util.Objects;

/** The tree of a change set's record. */
final class ChangeSetWriter {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Catalogue catalogue;

    ChangeSetWriter(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    ObjectNode write(ChangeSet changeSet) {
        ObjectNode record = NODES.objectNode();
        record.put("version", ChangeSetCodec.VERSION);
        record.set("position", position(changeSet.position()));
        record.put("id", changeSet.eventId());
        record.put("source", changeSet.eventSource());
        record.put("type", changeSet.eventType());
        if (changeSet.root() != null) {
            record.set("root", key(changeSet.root()));
        }
        if (changeSet.sequence() != null) {
            record.put("sequence", changeSet.sequence());
        }
        record.put("ifAbsent", changeSet.condition() instanceof Condition.IfAbsent);
        if (changeSet.condition() instanceof Condition.IfMatch match) {
            record.set("ifMatch", position(match.position()));
        }
        ArrayNode changes = record.putArray("changes");
        changeSet.changes().forEach(change -> changes.add(change(change)));
        Provenance provenance = changeSet.provenance();
        if (provenance != null) {
            record.putObject("provenance")
                    .put("model", provenance.model())
                    .put("engine", provenance.engine())
                    .put("optimisation", provenance.optimisation())
                    .put("device", provenance.device());
        }
        if (changeSet.barrier() != null) {
            record.put("barrier", changeSet.barrier());
        }
        return record;
    }

    private ObjectNode change(Change change) {
        return switch (change) {
            case Change.Upsert upsert -> NODES.objectNode().set("upsert", row(upsert.row()));
            case Change.Delete delete -> NODES.objectNode().set("delete", key(delete.key()));
            case Change.ReplaceChildren replace -> {
                ObjectNode fields = NODES.objectNode();
                fields.put("entity", replace.entity());
                fields.set("parent", key(replace.parent()));
                if (replace.origin() != null) {
                    fields.put("origin", replace.origin());
                }
                ArrayNode rows = fields.putArray("rows");
                replace.rows().forEach(row -> rows.add(row(row)));
                yield NODES.objectNode().set("replaceChildren", fields);
            }
        };
    }

    private ObjectNode row(Row row) {
        Entity entity = catalogue.entity(row.key().entity());
        if (row.values().size() != entity.columns().size()) {
            throw new IllegalArgumentException("row " + row.key() + " has "
                    + row.values().size() + " values, but its entity has "
                    + entity.columns().size() + " columns");
        }
        ObjectNode fields = NODES.objectNode();
        fields.set("key", key(row.key()));
        ObjectNode columns = fields.putObject("columns");
        for (int i = 0; i < row.values().size(); i++) {
            put(columns, entity.columns().get(i).name(), row.values().get(i));
        }
        return fields;
    }

    private static ArrayNode position(Position position) {
        return NODES.arrayNode().add(position.epoch()).add(position.partition()).add(position.offset());
    }

    private static ArrayNode key(RowKey key) {
        return NODES.arrayNode().add(key.entity()).add(key.workspace()).add(key.key());
    }

    private static void put(ObjectNode columns, String name, Value value) {
        switch (value) {
            case Value.Null ignored -> {}
            case Value.Text text -> columns.put(name, text.text());
            case Value.Int64 number -> columns.put(name, number.number());
            case Value.Float64 number -> columns.put(name, number.number());
            case Value.Decimal number -> columns.put(name, number.number().toPlainString());
            case Value.Bool bool -> columns.put(name, bool.value());
            case Value.Uuid uuid -> columns.put(name, Objects.requireNonNull(CanonicalForm.payload(uuid)));
            case Value.Timestamp timestamp -> columns.put(name, timestamp.micros());
            case Value.Json json -> columns.put(name, json.canonical());
            case Value.TextArray array -> {
                ArrayNode elements = columns.putArray(name);
                array.elements().forEach(elements::add);
            }
            case Value.Embedding embedding ->
                columns.put(name, embedding.vector().toBytes(ByteOrder.LITTLE_ENDIAN));
        }
    }
}
