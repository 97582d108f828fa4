package io.evenkeel.contract.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.event.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The JSON Schemas of everything that applications may send. They describe shape; the gate checks the values too, and
 * alone decides.
 */
public final class EventSchemas {
    private static final String DRAFT = "https://json-schema.org/draft/2020-12/schema";

    private EventSchemas() {}

    /** Two for each entity, and the composites whose entities the catalogue has. */
    public static List<EventSchema> of(Catalogue catalogue) {
        List<EventSchema> schemas = new ArrayList<>();
        for (Entity entity : catalogue.entities()) {
            String prefix = Event.TYPE_PREFIX + entity.name();
            schemas.add(schema(
                    prefix + ".upserted", "A whole row; an absent column is its default.", RowSchema.row(entity)));
            schemas.add(schema(prefix + ".deleted", "The row is gone, and all that it owns.", key(entity)));
        }
        documentIngested(catalogue).ifPresent(schemas::add);
        traceRecorded(catalogue).ifPresent(schemas::add);
        return List.copyOf(schemas);
    }

    /** The key alone; what the row stood under is in the event's attributes. */
    private static ObjectNode key(Entity entity) {
        ObjectNode key = RowSchema.object();
        RowSchema.add(key, entity.key(), RowSchema.column(entity.keyColumn()), true);
        return key;
    }

    private static Optional<EventSchema> documentIngested(Catalogue catalogue) {
        Entity documents = catalogue.find("documents").orElse(null);
        Entity artifacts = catalogue.find("artifacts").orElse(null);
        Entity sections = catalogue.find("document_sections").orElse(null);
        if (documents == null || artifacts == null || sections == null) {
            return Optional.empty();
        }
        ObjectNode section = RowSchema.row(sections, Set.of(sections.key(), owner(sections)));
        ObjectNode data = RowSchema.row(documents);
        RowSchema.add(data, "text", string(), false);
        RowSchema.add(data, "sections", list(section), false);
        RowSchema.add(data, "artifact", RowSchema.row(artifacts), false);
        RowSchema.add(data, "meta", RowSchema.JSON.objectNode().put("type", "object"), false);
        data.putObject("not").putArray("required").add("text").add("sections");
        return Optional.of(schema(
                Event.DOCUMENT_INGESTED,
                "A document with its content, as text or as sections; without either, the content stays as it is.",
                data));
    }

    private static Optional<EventSchema> traceRecorded(Catalogue catalogue) {
        Entity traces = catalogue.find("reasoning_traces").orElse(null);
        Entity memories = catalogue.find("memory_items").orElse(null);
        if (traces == null || memories == null) {
            return Optional.empty();
        }
        ObjectNode data = RowSchema.row(traces);
        RowSchema.add(data, "memories", list(RowSchema.row(memories, Set.of(owner(memories)))), false);
        return Optional.of(schema(Event.TRACE_RECORDED, "A reasoning trace and what was learnt from it.", data));
    }

    private static String owner(Entity entity) {
        return Objects.requireNonNull(entity.parent()).column();
    }

    private static ObjectNode string() {
        return RowSchema.JSON.objectNode().put("type", "string");
    }

    private static ObjectNode list(ObjectNode items) {
        return RowSchema.JSON.objectNode().put("type", "array").set("items", items);
    }

    private static EventSchema schema(String type, String description, ObjectNode data) {
        ObjectNode schema = RowSchema.JSON
                .objectNode()
                .put("$schema", DRAFT)
                .put("$id", "urn:evenkeel:event:" + type)
                .put("title", type)
                .put("description", description);
        return new EventSchema(type, schema.setAll(data));
    }
}
