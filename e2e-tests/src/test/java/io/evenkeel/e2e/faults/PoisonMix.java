package io.evenkeel.e2e.faults;

import static io.evenkeel.contract.store.Rows.key;
import static io.evenkeel.contract.store.Rows.text;

import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.change.Condition;
import io.evenkeel.contract.event.Event;
import io.evenkeel.contract.event.EventRecords;
import io.evenkeel.contract.store.Rows;
import io.evenkeel.contract.topic.Topics;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.ValueJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Poison of every {@link Poison kind}, one kind after the other in random order. Not thread-safe. */
final class PoisonMix {
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

    private final Topics topics;
    private final List<Poison> kinds;
    private int next;

    PoisonMix(Topics topics, List<Poison> kinds, Random random) {
        this.topics = topics;
        List<Poison> shuffled = new ArrayList<>(kinds);
        Collections.shuffle(shuffled, random);
        this.kinds = List.copyOf(shuffled);
    }

    Planned next(String id) {
        Poison kind = kinds.get(next++ % kinds.size());
        return switch (kind) {
            case NOT_JSON -> refused(kind, id, "documents.upserted", "{\"id\":");
            case UNKNOWN_TYPE -> refused(kind, id, "nonsense.upserted", "{\"id\":\"poison\"}");
            case MISSING_COLUMN -> refused(kind, id, "documents.upserted", "{\"id\":\"poison\",\"type\":\"pdf\"}");
            case UNKNOWN_COLUMN -> refused(kind, id, "documents.upserted", document("\"colour\":\"red\""));
            case NUL_CHARACTER -> refused(kind, id, "documents.upserted", document("\"title\":\"a\\u0000b\""));
            case NUMBER_OUT_OF_RANGE ->
                refused(
                        kind,
                        id,
                        "document_sections.upserted",
                        "{\"id\":\"poison:0\",\"document_id\":\"poison\",\"text\":\"x\",\"order\":9223372036854775808}");
            case WRONG_KEY -> wrongKey(id);
            case WRONG_PARTITION -> wrongPartition(id);
            case BLANK_TEXT -> refused(kind, id, "document.ingested", document("\"text\":\"  \""));
            case FOREIGN_VECTOR ->
                refused(
                        kind,
                        id,
                        "search_chunks.upserted",
                        "{\"id\":\"poison\",\"document_id\":\"poison\",\"chunk_index\":0,\"text\":\"x\",\"embedding\":["
                                + "1" + ",0".repeat(383) + "],\"embedding_model\":\"another@0123456789abcdef\"}");
            case ORPHAN -> orphan(id);
            case CONSTRAINT -> forbidden(id);
        };
    }

    private static String document(String member) {
        return "{\"id\":\"poison\",\"path\":\"/poison\",\"type\":\"pdf\"," + member + "}";
    }

    private Planned refused(Poison kind, String id, String type, String data) {
        return new Planned(id, record(id, type, key("documents", "poison"), data), null, null, List.of(), kind);
    }

    private Planned wrongKey(String id) {
        ProducerRecord<String, byte[]> right =
                record(id, "documents.deleted", key("documents", "poison"), "{\"id\":\"poison\"}");
        return new Planned(
                id,
                new ProducerRecord<>(right.topic(), right.partition(), "poison", right.value(), right.headers()),
                null,
                null,
                List.of(),
                Poison.WRONG_KEY);
    }

    private Planned wrongPartition(String id) {
        ProducerRecord<String, byte[]> right =
                record(id, "documents.deleted", key("documents", "poison"), "{\"id\":\"poison\"}");
        int elsewhere = (right.partition() + 1) % topics.partitions();
        return new Planned(
                id,
                new ProducerRecord<>(right.topic(), elsewhere, right.key(), right.value(), right.headers()),
                null,
                null,
                List.of(),
                Poison.WRONG_PARTITION);
    }

    private Planned orphan(String id) {
        RowKey never = key("chat_sessions", "never");
        Row row = Rows.row(
                key("chat_messages", "orphan-" + id), Map.of("session_id", text(never.key()), "content", text("x")));
        return upsert(id, never, row, Poison.ORPHAN);
    }

    private Planned forbidden(String id) {
        Row row = Rows.row(key("chat_sessions", "forbidden-" + id), Map.of("title", text(Poison.FORBIDDEN)));
        return upsert(id, row.key(), row, Poison.CONSTRAINT);
    }

    private Planned upsert(String id, RowKey root, Row row, Poison kind) {
        String entity = row.key().entity();
        String data = ValueJson.write(Rows.CATALOGUE.entity(entity), row).toString();
        return new Planned(
                id, record(id, entity + ".upserted", root, data), root, null, List.of(new Change.Upsert(row)), kind);
    }

    private ProducerRecord<String, byte[]> record(String id, String type, RowKey root, String data) {
        Event event = new Event(id, "faults", Event.TYPE_PREFIX + type, TIME, root, null, Condition.NONE, "{}");
        ProducerRecord<String, byte[]> record = EventRecords.write(event, topics.events(), topics.partitions());
        return new ProducerRecord<>(
                record.topic(),
                record.partition(),
                record.key(),
                data.getBytes(StandardCharsets.UTF_8),
                record.headers());
    }
}
