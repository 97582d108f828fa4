package io.evenkeel.bench.writers;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.Value;
import io.evenkeel.contract.value.Vector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Documents and their search chunks, the same for the same seed: a chunk is some 1,000 characters of text, a vector of 384
 * dimensions and a little JSON, 2.6 KB in all, and a document has {@value #CHUNKS_EACH} of them.
 */
final class Corpus {
    static final Catalogue CATALOGUE = Catalogue.shipped();
    static final Entity CHUNKS = CATALOGUE.entity("search_chunks");

    private static final Entity DOCUMENTS = CATALOGUE.entity("documents");
    private static final int CHUNKS_EACH = 20;
    private static final int WORDS = 5_000;
    private static final int TEXT_LENGTH = 1_000;
    private static final int DIMENSIONS = 384;
    private static final long CREATED = 1_780_000_000_000_000L;

    private final long seed;
    private final List<String> vocabulary = new ArrayList<>();

    Corpus(long seed) {
        this.seed = seed;
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < WORDS; i++) {
            StringBuilder word = new StringBuilder();
            for (int length = random.nextInt(2, 12); length > 0; length--) {
                word.append((char) random.nextInt('a', 'z' + 1));
            }
            vocabulary.add(word.toString());
        }
    }

    /** The documents that own the first so many chunks. */
    List<Row> documents(int chunks) {
        List<Row> documents = new ArrayList<>();
        for (int i = 0; i * CHUNKS_EACH < chunks; i++) {
            String id = documentId(i);
            documents.add(row(
                    DOCUMENTS,
                    id,
                    Map.of("path", text("/" + id), "type", text("pdf"), "title", text("Document " + i))));
        }
        return documents;
    }

    /** The first chunks, in one of their versions: keys and owners stay, all else differs. */
    List<Row> chunks(int count, int version) {
        List<Row> chunks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            chunks.add(chunk(i, new SplittableRandom(seed + 31L * i + version)));
        }
        return chunks;
    }

    private Row chunk(int index, SplittableRandom random) {
        String document = documentId(index / CHUNKS_EACH);
        int ordinal = index % CHUNKS_EACH;
        String section = vocabulary.get(random.nextInt(WORDS));
        return row(
                CHUNKS,
                document + ":" + ordinal,
                Map.of(
                        "document_id",
                        text(document),
                        "source_type",
                        text("document"),
                        "chunk_index",
                        new Value.Int64(ordinal),
                        "text",
                        text(prose(random)),
                        "meta",
                        new Value.Json("{\"page\": " + random.nextInt(1, 400) + ", \"section\": \"" + section + "\"}"),
                        "embedding",
                        new Value.Embedding(direction(random)),
                        "created_at",
                        new Value.Timestamp(CREATED + random.nextInt()),
                        "embedding_model",
                        text("all-MiniLM-L6-v2")));
    }

    private String documentId(int document) {
        SplittableRandom random = new SplittableRandom(seed ^ document);
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    private String prose(SplittableRandom random) {
        StringBuilder prose = new StringBuilder(TEXT_LENGTH + 16);
        while (prose.length() < TEXT_LENGTH) {
            prose.append(vocabulary.get(random.nextInt(WORDS))).append(' ');
        }
        return prose.toString();
    }

    private static Vector direction(SplittableRandom random) {
        float[] components = new float[DIMENSIONS];
        double square = 0;
        for (int i = 0; i < DIMENSIONS; i++) {
            components[i] = (float) random.nextGaussian();
            square += (double) components[i] * components[i];
        }
        for (int i = 0; i < DIMENSIONS; i++) {
            components[i] /= (float) Math.sqrt(square);
        }
        return Vector.of(components);
    }

    private static Row row(Entity entity, String key, Map<String, Value> columns) {
        List<Value> values = new ArrayList<>();
        for (Column column : entity.columns()) {
            values.add(
                    column.name().equals(entity.key()) ? text(key) : columns.getOrDefault(column.name(), Value.NULL));
        }
        return new Row(new RowKey(entity.name(), Entity.DEFAULT_WORKSPACE, key), values);
    }

    private static Value.Text text(String text) {
        return new Value.Text(text);
    }
}
