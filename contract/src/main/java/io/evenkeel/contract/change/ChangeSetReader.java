package io.evenkeel.contract.change;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a change set's record against a catalogue, token by token: a writer decodes everything that it writes. Methods begin
 * at the first token of what they read, and end at its last.
 */
final class ChangeSetReader {
    private final Catalogue catalogue;

    ChangeSetReader(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    ChangeSet read(JsonParser record) throws IOException {
        if (record.nextToken() != JsonToken.START_OBJECT) {
            throw new MalformedChangeSetException("a change set is a map, not " + kind(record.currentToken()));
        }
        Fields fields = new Fields();
        for (String field = record.nextFieldName(); field != null; field = record.nextFieldName()) {
            record.nextToken();
            switch (field) {
                case "version" -> fields.version(integer(record, field));
                case "position" -> fields.position = position(record);
                case "id" -> fields.id = text(record, field);
                case "source" -> fields.source = text(record, field);
                case "type" -> fields.type = text(record, field);
                case "root" -> fields.root = key(record);
                case "sequence" -> fields.sequence = integer(record, field);
                case "ifAbsent" -> fields.ifAbsent = record.currentToken() == JsonToken.VALUE_TRUE;
                case "ifMatch" -> fields.ifMatch = position(record);
                case "changes" -> fields.changes = changes(record);
                case "provenance" -> fields.provenance = provenance(record);
                case "barrier" -> fields.barrier = text(record, field);
                default -> record.skipChildren();
            }
        }
        return fields.changeSet();
    }

    /** What was read so far. */
    private static final class Fields {
        private boolean known;
        private @Nullable Position position;
        private @Nullable String id;
        private @Nullable String source;
        private @Nullable String type;
        private @Nullable RowKey root;
        private @Nullable Long sequence;
        private boolean ifAbsent;
        private @Nullable Position ifMatch;
        private List<Change> changes = List.of();
        private @Nullable Provenance provenance;
        private @Nullable String barrier;

        void version(long version) {
            if (version != ChangeSetCodec.VERSION) {
                throw new MalformedChangeSetException("a change set of format version " + version
                        + " was found, this program reads version " + ChangeSetCodec.VERSION
                        + "; run the same release everywhere");
            }
            known = true;
        }

        ChangeSet changeSet() {
            if (!known) {
                throw new MalformedChangeSetException("a change set has no version");
            }
            if (root == null && !changes.isEmpty()) {
                throw new MalformedChangeSetException("a change set that changes something has no root");
            }
            return new ChangeSet(
                    required(position, "position"),
                    required(id, "id"),
                    required(source, "source"),
                    required(type, "type"),
                    root,
                    sequence,
                    condition(),
                    changes,
                    provenance,
                    barrier);
        }

        private Condition condition() {
            if (ifMatch == null) {
                return ifAbsent ? Condition.IF_ABSENT : Condition.NONE;
            }
            if (ifAbsent || changes.isEmpty()) {
                throw new MalformedChangeSetException("a change set with ifMatch changes a row, and is not ifAbsent");
            }
            return new Condition.IfMatch(ifMatch);
        }
    }

    private List<Change> changes(JsonParser list) throws IOException {
        List<Change> changes = new ArrayList<>();
        begins(list, JsonToken.START_ARRAY, "changes");
        while (list.nextToken() != JsonToken.END_ARRAY) {
            changes.add(change(list));
        }
        return changes;
    }

    private Change change(JsonParser change) throws IOException {
        begins(change, JsonToken.START_OBJECT, "changes");
        Change read = null;
        for (String field = change.nextFieldName(); field != null; field = change.nextFieldName()) {
            change.nextToken();
            switch (field) {
                case "upsert" -> read = new Change.Upsert(row(change));
                case "delete" -> read = new Change.Delete(key(change));
                case "replaceChildren" -> read = replaceChildren(change);
                default -> change.skipChildren();
            }
        }
        if (read == null) {
            throw new MalformedChangeSetException("a change is none of upsert, delete and replaceChildren");
        }
        return read;
    }

    private Change replaceChildren(JsonParser replace) throws IOException {
        String entity = null;
        RowKey parent = null;
        String origin = null;
        List<Row> rows = new ArrayList<>();
        begins(replace, JsonToken.START_OBJECT, "replaceChildren");
        for (String field = replace.nextFieldName(); field != null; field = replace.nextFieldName()) {
            replace.nextToken();
            switch (field) {
                case "entity" -> entity = text(replace, field);
                case "parent" -> parent = key(replace);
                case "origin" -> origin = text(replace, field);
                case "rows" -> {
                    begins(replace, JsonToken.START_ARRAY, field);
                    while (replace.nextToken() != JsonToken.END_ARRAY) {
                        rows.add(row(replace));
                    }
                }
                default -> replace.skipChildren();
            }
        }
        return new Change.ReplaceChildren(
                entity(required(entity, "entity")).name(), required(parent, "parent"), origin, rows);
    }

    private Row row(JsonParser row) throws IOException {
        RowKey key = null;
        RowValues values = null;
        JsonNode early = null;
        begins(row, JsonToken.START_OBJECT, "row");
        for (String field = row.nextFieldName(); field != null; field = row.nextFieldName()) {
            row.nextToken();
            if (field.equals("key")) {
                key = key(row);
                values = new RowValues(entity(key.entity()));
            } else if (field.equals("columns") && values != null) {
                values.read(row);
            } else if (field.equals("columns")) {
                // Which columns there can be is known with the key, which this writer puts first.
                early = row.readValueAsTree();
            } else {
                row.skipChildren();
            }
        }
        if (key == null || values == null) {
            throw new MalformedChangeSetException("a row has no key");
        }
        if (early != null) {
            try (JsonParser columns = early.traverse()) {
                columns.nextToken();
                values.read(columns);
            }
        }
        return new Row(key, values.list());
    }

    private static Provenance provenance(JsonParser provenance) throws IOException {
        String model = null;
        String engine = null;
        String optimisation = null;
        String device = null;
        begins(provenance, JsonToken.START_OBJECT, "provenance");
        for (String field = provenance.nextFieldName(); field != null; field = provenance.nextFieldName()) {
            provenance.nextToken();
            switch (field) {
                case "model" -> model = text(provenance, field);
                case "engine" -> engine = text(provenance, field);
                case "optimisation" -> optimisation = text(provenance, field);
                case "device" -> device = text(provenance, field);
                default -> provenance.skipChildren();
            }
        }
        return new Provenance(
                required(model, "model"),
                required(engine, "engine"),
                required(optimisation, "optimisation"),
                required(device, "device"));
    }

    private static Position position(JsonParser position) throws IOException {
        begins(position, JsonToken.START_ARRAY, "position");
        position.nextToken();
        long epoch = integer(position, "position");
        position.nextToken();
        int partition = (int) integer(position, "position");
        position.nextToken();
        long offset = integer(position, "position");
        ends(position, "position");
        return new Position(epoch, partition, offset);
    }

    private RowKey key(JsonParser key) throws IOException {
        begins(key, JsonToken.START_ARRAY, "key");
        key.nextToken();
        String entity = entity(text(key, "key")).name();
        key.nextToken();
        String workspace = text(key, "key");
        key.nextToken();
        String id = text(key, "key");
        ends(key, "key");
        return new RowKey(entity, workspace, id);
    }

    private Entity entity(String name) {
        return catalogue
                .find(name)
                .orElseThrow(() -> new MalformedChangeSetException(
                        "entity " + name + " is not in the catalogue; run every service with the same catalogue"));
    }

    private static void begins(JsonParser at, JsonToken expected, String field) {
        fits(at.currentToken() == expected, at, expected, field);
    }

    private static void ends(JsonParser at, String field) throws IOException {
        if (at.nextToken() != JsonToken.END_ARRAY) {
            throw new MalformedChangeSetException(field + " has three elements");
        }
    }

    private static String text(JsonParser at, String field) throws IOException {
        fits(at.currentToken() == JsonToken.VALUE_STRING, at, JsonToken.VALUE_STRING, field);
        return at.getText();
    }

    private static long integer(JsonParser at, String field) throws IOException {
        boolean fits = at.currentToken() == JsonToken.VALUE_NUMBER_INT && at.getNumberType() != NumberType.BIG_INTEGER;
        fits(fits, at, JsonToken.VALUE_NUMBER_INT, field);
        return at.getLongValue();
    }

    private static void fits(boolean fitting, JsonParser at, JsonToken expected, String field) {
        if (!fitting) {
            throw new MalformedChangeSetException(
                    field + " is " + kind(at.currentToken()) + " where " + kind(expected) + " is expected");
        }
    }

    private static <T> T required(@Nullable T value, String field) {
        if (value == null) {
            throw new MalformedChangeSetException("a change set has no " + field);
        }
        return value;
    }

    /** What stands there, in a word. */
    static String kind(@Nullable JsonToken token) {
        return switch (token) {
            case VALUE_STRING -> "STRING";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "NUMBER";
            case VALUE_TRUE, VALUE_FALSE -> "BOOLEAN";
            case VALUE_EMBEDDED_OBJECT -> "BINARY";
            case START_ARRAY -> "ARRAY";
            case START_OBJECT -> "OBJECT";
            case VALUE_NULL -> "NULL";
            case null, default -> "NOTHING";
        };
    }
}
