package io.evenkeel.bench.parity;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.change.ChangeSet;
import io.evenkeel.contract.change.Condition;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.store.ChangeBatch;
import io.evenkeel.contract.store.ChangeBatch.Consumed;
import io.evenkeel.contract.topic.Topics;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.Value;
import io.evenkeel.contract.value.Vector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Documents with twenty rows each: chunks with a vector, about 2.6 KB, or sections without, about 1 KB. Made batch by batch, so
 * that a corpus may be larger than memory.
 */
final class PairCorpus {
    static final Catalogue CATALOGUE = Catalogue.shipped();
    static final int ROWS_EACH = 20;
    private static final int DOCUMENTS_A_BATCH = 100;
    private static final int TEXT_LENGTH = 1_000;
    private static final int DIMENSIONS = 384;
    private static final long CREATED = 1_780_000_000_000_000L;

    private final long epoch;
    private final SplittableRandom random;
    private final boolean vectors;
    private final Map<Integer, Long> next = new HashMap<>();

    PairCorpus(long epoch, long seed, boolean vectors) {
        this.epoch = epoch;
        this.random = new SplittableRandom(seed);
        this.vectors = vectors;
    }

    /** The entities that it has rows of. */
    static List<Entity> entities(boolean vectors) {
        return List.of(
                CATALOGUE.entity("documents"), CATALOGUE.entity(vectors ? "search_chunks" : "document_sections"));
    }

    /** The batches that bring so many documents. */
    void batches(int documents, Consumer<ChangeBatch> each) {
        for (int from = 0; from < documents; from += DOCUMENTS_A_BATCH) {
            List<Consumed> records = new ArrayList<>();
            for (int i = from; i < Math.min(documents, from + DOCUMENTS_A_BATCH); i++) {
                records.add(document(i));
            }
            each.accept(new ChangeBatch(records, Map.copyOf(next)));
        }
    }

    private Consumed document(int number) {
        String id = newId();
        Row document = document(id, "Document " + number);
        List<Change> changes = new ArrayList<>();
        changes.add(new Change.Upsert(document));
        for (int i = 0; i < ROWS_EACH; i++) {
            changes.add(new Change.Upsert(vectors ? chunk(id, i) : section(id, i)));
        }
        int partition = partition(id);
        long offset = next.merge(partition, 1L, Long::sum) - 1;
        return new Consumed(
                partition, offset, changeSet(new Position(epoch, partition, offset), document.key(), changes));
    }

    /** A new document's id. */
    String newId() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    /** The partition of a document. */
    static int partition(String id) {
        return Math.floorMod(id.hashCode(), Topics.DEFAULT_PARTITIONS);
    }

    /** A document. */
    static Row document(String id, String title) {
        return row(
                new RowKey("documents", Entity.DEFAULT_WORKSPACE, id),
                Map.of("path", text("/" + id), "type", text("pdf"), "title", text(title)));
    }

    /** What an event at that position does. */
    static ChangeSet changeSet(Position position, RowKey root, List<Change> changes) {
        return new ChangeSet(
                position,
                "event-" + position,
                "bench",
                "dev.evenkeel.document.ingested",
                root,
                null,
                Condition.NONE,
                changes,
                null,
                null);
    }

    private Row section(String document, int order) {
        return row(
                new RowKey("document_sections", Entity.DEFAULT_WORKSPACE, document + ":" + order),
                Map.of("document_id", text(document), "order", new Value.Int64(order), "text", text(prose())));
    }

    /** A chunk of a document, with a vector. */
    Row chunk(String document, int index) {
        float[] components = new float[DIMENSIONS];
        for (int i = 0; i < DIMENSIONS; i++) {
            components[i] = (float) random.nextDouble(-0.2, 0.2);
        }
        return row(
                new RowKey("search_chunks", Entity.DEFAULT_WORKSPACE, document + ":section:" + index),
                Map.of(
                        "document_id",
                        text(document),
                        "source_type",
                        text("section"),
                        "chunk_index",
                        new Value.Int64(index),
                        "text",
                        text(prose()),
                        "meta",
                        new Value.Json("{\"page\": " + index + "}"),
                        "embedding",
                        new Value.Embedding(Vector.of(components)),
                        "created_at",
                        new Value.Timestamp(CREATED + random.nextInt(1_000_000_000)),
                        "embedding_model",
                        text("all-MiniLM-L6-v2@0123456789abcdef")));
    }

    private String prose() {
        StringBuilder prose = new StringBuilder(TEXT_LENGTH + 16);
        while (prose.length() < TEXT_LENGTH) {
            prose.append(Long.toString(random.nextLong(1L << 40), Character.MAX_RADIX))
                    .append(' ');
        }
        return prose.toString();
    }

    private static Row row(RowKey key, Map<String, Value> columns) {
        Entity entity = CATALOGUE.entity(key.entity());
        List<Value> values = new ArrayList<>();
        for (Column column : entity.columns()) {
            values.add(
                    column.name().equals(entity.key())
                            ? text(key.key())
                            : columns.getOrDefault(column.name(), Value.NULL));
        }
        return new Row(key, values);
    }

    private static Value.Text text(String text) {
        return new Value.Text(text);
    }
}
