package io.evenkeel.contract.event;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The event types of a catalogue. */
final class EventTypes {
    private static final String RESERVED_PREFIX = Event.TYPE_PREFIX + "control.";

    private final Map<String, Kind> kinds = new LinkedHashMap<>();

    /** What an event of a type is. */
    sealed interface Kind {
        record Upserted(Entity entity) implements Kind {}

        record Deleted(Entity entity) implements Kind {}

        record DocumentIngested(Entity documents, Entity sections, Entity artifacts) implements Kind {}

        record TraceRecorded(Entity traces, Entity memories) implements Kind {}
    }

    EventTypes(Catalogue catalogue) {
        for (Entity entity : catalogue.entities()) {
            kinds.put(upserted(entity.name()), new Kind.Upserted(entity));
            kinds.put(Event.TYPE_PREFIX + entity.name() + ".deleted", new Kind.Deleted(entity));
        }
        Optional<Entity> documents = catalogue.find("documents");
        Optional<Entity> sections = catalogue.find("document_sections");
        Optional<Entity> artifacts = catalogue.find("artifacts");
        if (documents.isPresent() && sections.isPresent() && artifacts.isPresent()) {
            kinds.put(
                    Event.DOCUMENT_INGESTED,
                    new Kind.DocumentIngested(documents.get(), sections.get(), artifacts.get()));
        }
        Optional<Entity> traces = catalogue.find("reasoning_traces");
        Optional<Entity> memories = catalogue.find("memory_items");
        if (traces.isPresent() && memories.isPresent()) {
            kinds.put(Event.TRACE_RECORDED, new Kind.TraceRecorded(traces.get(), memories.get()));
        }
    }

    static String upserted(String entity) {
        return Event.TYPE_PREFIX + entity + ".upserted";
    }

    Optional<Kind> find(String type) {
        return Optional.ofNullable(kinds.get(type));
    }

    /** Why there is no such type. */
    Problem problem(String type) {
        if (type.startsWith(RESERVED_PREFIX)) {
            return ProblemCode.RESERVED_TYPE.at(
                    "/type",
                    "Types " + RESERVED_PREFIX
                            + "… are Evenkeel's own, which applications do not send; choose another.");
        }
        List<String> nearest = new ArrayList<>(kinds.keySet());
        nearest.sort(Comparator.comparingInt(known -> distance(type, known)));
        return ProblemCode.UNKNOWN_TYPE.at(
                "/type",
                "There is no type '" + ProblemCode.excerpt(type) + "'; the nearest are "
                        + String.join(", ", nearest.subList(0, Math.min(3, nearest.size())))
                        + ". Every entity has " + Event.TYPE_PREFIX
                        + "<entity>.upserted and .deleted; the entities are "
                        + entityNames() + ".");
    }

    private String entityNames() {
        return String.join(
                ", ",
                kinds.values().stream()
                        .filter(Kind.Upserted.class::isInstance)
                        .map(kind -> ((Kind.Upserted) kind).entity().name())
                        .toList());
    }

    /** Levenshtein's distance. */
    private static int distance(String left, String right) {
        String bounded = left.length() > 200 ? left.substring(0, 200) : left;
        int[] previous = new int[right.length() + 1];
        for (int j = 0; j < previous.length; j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= bounded.length(); i++) {
            int[] current = new int[right.length() + 1];
            current[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int replaced = previous[j - 1] + (bounded.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[right.length()];
    }
}
