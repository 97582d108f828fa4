package io.evenkeel.embedding.changes;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.ChunkSpec;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.event.Intent;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.embedding.engine.Chunker;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an accepted event does to rows, vectors still missing. Pure. */
final class EventChanges {
    private final Catalogue catalogue;
    private final SearchChunks chunks;

    EventChanges(Catalogue catalogue, Chunker chunker, Chunker.Limits limits) {
        this.catalogue = catalogue;
        this.chunks = new SearchChunks(catalogue, chunker, limits);
    }

    /**
     * The steps of the change set.
     *
     * @param time the event's time, from which chunks take {@code created_at}
     * @return empty when the text is longer than the limit
     */
    Optional<List<Change>> of(Intent intent, Instant time) {
        return switch (intent) {
            case Intent.UpsertRow upsert -> Optional.of(upsert(upsert.row(), time));
            case Intent.DeleteRow delete -> Optional.of(delete(delete.key()));
            case Intent.IngestDocument ingest -> ingest(ingest, time);
            case Intent.RecordTrace record -> Optional.of(trace(record));
        };
    }

    private List<Change> upsert(Row row, Instant time) {
        List<Change> changes = new ArrayList<>();
        changes.add(new Change.Upsert(row));
        ChunkSpec spec = catalogue.entity(row.key().entity()).chunk();
        if (spec != null) {
            Optional<Row> chunk = chunks.covering(row, spec, time);
            changes.add(chunk.<Change>map(Change.Upsert::new)
                    .orElseGet(() -> new Change.Delete(SearchChunks.coveringKey(row.key()))));
        }
        return changes;
    }

    private List<Change> delete(RowKey key) {
        Entity entity = catalogue.entity(key.entity());
        return entity.chunk() == null
                ? List.of(new Change.Delete(key))
                : List.of(new Change.Delete(key), new Change.Delete(SearchChunks.coveringKey(key)));
    }

    private Optional<List<Change>> ingest(Intent.IngestDocument ingest, Instant time) {
        Change document = new Change.Upsert(ingest.document());
        List<Row> sections = ingest.sections();
        if (sections == null) {
            return Optional.of(List.of(document));
        }
        RowKey key = ingest.document().key();
        return chunks.ofDocument(ingest, sections, time)
                .map(rows -> List.of(
                        document,
                        new Change.ReplaceChildren("document_sections", key, null, sections),
                        new Change.ReplaceChildren(ChunkSpec.ENTITY, key, SearchChunks.DOCUMENT, rows)));
    }

    private static List<Change> trace(Intent.RecordTrace record) {
        Change trace = new Change.Upsert(record.trace());
        List<Row> memories = record.memories();
        return memories == null
                ? List.of(trace)
                : List.of(
                        trace,
                        new Change.ReplaceChildren(
                                "memory_items", record.trace().key(), null, memories));
    }
}
