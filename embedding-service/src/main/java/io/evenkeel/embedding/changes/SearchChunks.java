package io.evenkeel.embedding.changes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.ChunkSpec;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.event.Intent;
import io.evenkeel.contract.value.CanonicalJson;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.Value;
import io.evenkeel.embedding.engine.Chunk;
import io.evenkeel.embedding.engine.Chunker;
import io.evenkeel.embedding.engine.Chunking;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** The rows of {@code search_chunks} by which search covers documents and rows without a vector of their own. */
final class SearchChunks {
    /** The {@code source_type} of chunks made of a document's content; re-ingesting it replaces these and no others. */
    static final String DOCUMENT = "document";

    private final Catalogue catalogue;
    private final Chunker chunker;
    private final int maxTokens;

    SearchChunks(Catalogue catalogue, Chunker chunker, Chunker.Limits limits) {
        this.catalogue = catalogue;
        this.chunker = chunker;
        this.maxTokens = limits.textTokens();
    }

    /**
     * The chunks of a document: its sections', one after another, numbered through. {@code meta} is the event's, and
     * says where the chunk stands: {@code section} (the section's key), {@code page} if known, {@code start} and
     * {@code end} in code points of the section's text; keys that the event brings itself stay as they are.
     *
     * @return empty when all sections together have more tokens than the limit
     */
    Optional<List<Row>> ofDocument(Intent.IngestDocument ingest, List<Row> sections, Instant time) {
        Entity sectionEntity = catalogue.entity("document_sections");
        List<Row> rows = new ArrayList<>();
        long tokens = 0;
        for (Row section : sections) {
            switch (chunker.chunk(Rows.text(sectionEntity, section, "text"))) {
                case Chunking.TooLong tooLong -> {
                    return Optional.empty();
                }
                case Chunking.Split split -> {
                    tokens += split.tokens();
                    for (Chunk chunk : split.chunks()) {
                        rows.add(documentChunk(ingest, sectionEntity, section, chunk, rows.size(), time));
                    }
                }
            }
        }
        return tokens > maxTokens ? Optional.empty() : Optional.of(rows);
    }

    private Row documentChunk(
            Intent.IngestDocument ingest, Entity sectionEntity, Row section, Chunk chunk, int index, Instant time) {
        ObjectNode place = new ObjectNode(com.fasterxml.jackson.databind.node.JsonNodeFactory.instance);
        place.put("section", section.key().key());
        if (section.value(sectionEntity, "page") instanceof Value.Int64 page) {
            place.put("page", page.number());
        }
        place.put("start", chunk.start());
        place.put("end", chunk.end());
        if (CanonicalJson.parse(ingest.meta()) instanceof ObjectNode given) {
            place.setAll(given);
        }
        RowKey document = ingest.document().key();
        return chunk(
                document.workspace(),
                document.key() + ":" + index,
                Map.of(
                        "document_id", new Value.Text(document.key()),
                        "source_type", new Value.Text(DOCUMENT),
                        "chunk_index", new Value.Int64(index),
                        "text", new Value.Text(chunk.text()),
                        "meta", new Value.Json(CanonicalJson.write(place)),
                        "created_at", timestamp(time)));
    }

    /** The key of the chunk that covers a row of an entity with a {@link ChunkSpec}. */
    static RowKey coveringKey(RowKey key) {
        return new RowKey(ChunkSpec.ENTITY, key.workspace(), key.entity() + ":" + key.key());
    }

    /** The chunk that covers a row; empty when the row has no text. */
    Optional<Row> covering(Row row, ChunkSpec spec, Instant time) {
        Entity entity = catalogue.entity(row.key().entity());
        String text = spec.columns().stream()
                .map(column -> Rows.text(entity, row, column))
                .filter(part -> !part.isBlank())
                .collect(Collectors.joining(" "));
        if (text.isBlank()) {
            return Optional.empty();
        }
        RowKey key = coveringKey(row.key());
        Map<String, Value> values = new HashMap<>(Map.of(
                "source_type", new Value.Text(spec.sourceType()),
                "chunk_index", new Value.Int64(0),
                "text", new Value.Text(text),
                "meta", new Value.Json("{}"),
                "created_at", timestamp(time)));
        if (entity.parent() != null) {
            values.put(
                    "document_id",
                    row.value(entity, Objects.requireNonNull(entity.parent()).column()));
        }
        return Optional.of(chunk(key.workspace(), key.key(), values));
    }

    private Row chunk(String workspace, String id, Map<String, Value> values) {
        Entity entity = catalogue.entity(ChunkSpec.ENTITY);
        Map<String, Value> all = new HashMap<>(values);
        all.put(entity.key(), new Value.Text(id));
        return Rows.of(entity, new RowKey(ChunkSpec.ENTITY, workspace, id), all);
    }

    private static Value timestamp(Instant time) {
        return new Value.Timestamp(ChronoUnit.MICROS.between(Instant.EPOCH, time));
    }
}
