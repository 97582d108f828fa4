package io.evenkeel.e2e.faults;

import static io.evenkeel.contract.store.Rows.key;
import static io.evenkeel.contract.store.Rows.text;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.change.Condition;
import io.evenkeel.contract.event.Event;
import io.evenkeel.contract.event.EventRecords;
import io.evenkeel.contract.store.Rows;
import io.evenkeel.contract.topic.Topics;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.Value;
import io.evenkeel.contract.value.ValueJson;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * An endless, seeded sequence of events over a few hot keys: rows without vectors, some with children; versions with
 * {@code sequence}, repeated and out of order; documents that are ingested again with more or fewer sections, and need
 * vectors; deletes of all of them; poison. Not thread-safe.
 */
final class EventMix {
    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
    private static final int ROOTS = 12;
    private static final int CHILDREN = 8;
    private static final int RETRIES_KEPT = 30;

    /**
     * How much of what, each a part of 1.
     *
     * @param documents documents with content, which take embedding-service longest
     * @param repeated events that are sent again later, as a client does that saw no answer
     * @param poison events that nothing can make fit
     * @param kinds of poison
     */
    record Shares(double documents, double repeated, double poison, List<Poison> kinds) {
        static final Shares USUAL = new Shares(0.03, 0.05, 0);

        Shares {
            kinds = List.copyOf(kinds);
        }

        /** With poison of every kind. */
        Shares(double documents, double repeated, double poison) {
            this(documents, repeated, poison, List.of(Poison.values()));
        }
    }

    private final Topics topics;
    private final String name;
    private final Random random;
    private final Shares shares;
    private final PoisonMix poison;
    private final Map<RowKey, Long> versions = new HashMap<>();
    private final Deque<Planned> retries = new ArrayDeque<>();
    private long next;

    /** @param name what its ids and keys begin with */
    EventMix(Topics topics, String name, long seed, Shares shares) {
        this.topics = topics;
        this.name = name;
        this.random = new Random(seed);
        this.shares = shares;
        this.poison = new PoisonMix(topics, shares.kinds(), random);
    }

    Planned next() {
        if (!retries.isEmpty() && random.nextDouble() < shares.repeated()) {
            return random.nextBoolean() ? retries.removeLast() : retries.removeFirst();
        }
        if (random.nextDouble() < shares.poison()) {
            return poison.next(id());
        }
        double kind = random.nextDouble();
        Planned planned = kind < shares.documents() ? document() : row();
        if (planned.sequence() != null || random.nextInt(4) == 0) {
            retries.addLast(planned);
            if (retries.size() > RETRIES_KEPT) {
                retries.removeFirst();
            }
        }
        return planned;
    }

    private Planned row() {
        int kind = random.nextInt(100);
        if (kind < 40) {
            return message();
        }
        if (kind < 55) {
            return upsert(row("chat_sessions", "session" + root(), ""), null);
        }
        if (kind < 70) {
            RowKey key = key("artifacts", "versioned" + root());
            return upsert(row("artifacts", key.key(), ""), versions.merge(key, 1L, Long::sum));
        }
        if (kind < 80) {
            return upsert(row("hrm_runs", "run" + root(), ""), null);
        }
        if (kind < 88) {
            RowKey session = key("chat_sessions", "session" + root());
            return delete(key("chat_messages", session.key() + "-" + random.nextInt(CHILDREN)), session, null);
        }
        if (kind < 93) {
            RowKey session = key("chat_sessions", "session" + root());
            return delete(session, session, null);
        }
        if (kind < 97) {
            RowKey key = key("artifacts", "versioned" + root());
            return delete(key, key, versions.merge(key, 1L, Long::sum));
        }
        RowKey document = key("documents", "document" + root());
        return delete(document, document, null);
    }

    /** Its session may never have existed: then it is an orphan. */
    private Planned message() {
        RowKey session = key("chat_sessions", "session" + root());
        Row row = row("chat_messages", session.key() + "-" + random.nextInt(CHILDREN), session.key());
        return planned(
                "chat_messages.upserted",
                session,
                null,
                ValueJson.write(Rows.CATALOGUE.entity("chat_messages"), row),
                List.of(new Change.Upsert(row)));
    }

    /** At random, but for JSON's null, which an event cannot tell from NULL. */
    private Row row(String entity, String key, String owner) {
        Row row = Rows.random(entity, key, owner, random);
        List<Value> values = row.values().stream()
                .<Value>map(value -> value.equals(new Value.Json("null")) ? new Value.Json("{}") : value)
                .toList();
        return new Row(row.key(), values);
    }

    private Planned upsert(Row row, @Nullable Long sequence) {
        return planned(
                row.key().entity() + ".upserted",
                row.key(),
                sequence,
                ValueJson.write(Rows.CATALOGUE.entity(row.key().entity()), row),
                List.of(new Change.Upsert(row)));
    }

    private Planned delete(RowKey key, RowKey root, @Nullable Long sequence) {
        ObjectNode data = JsonNodeFactory.instance.objectNode().put("id", key.key());
        return planned(key.entity() + ".deleted", root, sequence, data, List.of(new Change.Delete(key)));
    }

    /** The chunks are not known here; they are what embedding-service makes of the sections. */
    private Planned document() {
        String id = "document" + root();
        Row document = Rows.document(id, "Version " + next);
        ObjectNode data = ValueJson.write(Rows.CATALOGUE.entity("documents"), document);
        List<Row> sections = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int order = 0; order < count; order++) {
            String content = "Section " + order + " about flow number " + random.nextInt(40);
            sections.add(Rows.row(
                    key("document_sections", id + ":" + order),
                    Map.of(
                            "document_id", text(id),
                            "order", new Value.Int64(order),
                            "text", text(content))));
            data.withArray("sections").addObject().put("order", order).put("text", content);
        }
        List<Change> changes = List.of(
                new Change.Upsert(document),
                new Change.ReplaceChildren("document_sections", document.key(), null, sections));
        return planned("document.ingested", document.key(), null, data, changes);
    }

    private Planned planned(String type, RowKey root, @Nullable Long sequence, ObjectNode data, List<Change> changes) {
        String id = id();
        Event event = new Event(
                id,
                "faults",
                Event.TYPE_PREFIX + type,
                FIRST.plusSeconds(next),
                root,
                sequence,
                Condition.NONE,
                data.toString());
        return new Planned(
                id, EventRecords.write(event, topics.events(), topics.partitions()), root, sequence, changes, null);
    }

    private String root() {
        return "-" + name + "-" + random.nextInt(ROOTS);
    }

    private String id() {
        return name + "-event-" + next++;
    }
}
