package io.evenkeel.embedding.changes;

import static io.evenkeel.embedding.changes.Sample.document;
import static io.evenkeel.embedding.changes.Sample.key;
import static io.evenkeel.embedding.changes.Sample.row;
import static io.evenkeel.embedding.changes.Sample.section;
import static io.evenkeel.embedding.changes.Sample.text;
import static io.evenkeel.embedding.changes.Sample.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.event.Intent;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.Value;
import io.evenkeel.embedding.engine.Chunker.Limits;
import io.evenkeel.embedding.engine.SharedModel;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventChangesTest {
    private static final Instant TIME = Instant.parse("2026-11-02T03:04:05.000006Z");

    private final EventChanges changes = changes(Limits.DEFAULT);

    @Test
    void aDocumentReplacesItsSectionsAndChunks() {
        List<Row> sections = List.of(
                section("d1", 0, "First section. " + "word ".repeat(300), Value.NULL),
                section("d1", 1, "   ", Value.NULL),
                section("d1", 2, "Third section.", new Value.Int64(7)));
        List<Change> made = changes.of(new Intent.IngestDocument(document("d1"), sections, "{}"), TIME)
                .orElseThrow();

        assertThat(made).first().isEqualTo(new Change.Upsert(document("d1")));
        assertThat(made.get(1))
                .isEqualTo(new Change.ReplaceChildren("document_sections", key("documents", "d1"), null, sections));
        Change.ReplaceChildren chunks = (Change.ReplaceChildren) made.get(2);
        assertThat(chunks.entity()).isEqualTo("search_chunks");
        assertThat(chunks.parent()).isEqualTo(key("documents", "d1"));
        assertThat(chunks.origin()).isEqualTo("document");
        assertThat(chunks.rows())
                .extracting(Row::key)
                .containsExactly(
                        key("search_chunks", "d1:0"), key("search_chunks", "d1:1"), key("search_chunks", "d1:2"));
        Row last = chunks.rows().getLast();
        assertThat(value(last, "document_id")).isEqualTo(text("d1"));
        assertThat(value(last, "source_type")).isEqualTo(text("document"));
        assertThat(value(last, "chunk_index")).isEqualTo(new Value.Int64(2));
        assertThat(value(last, "text")).isEqualTo(text("Third section."));
        assertThat(value(last, "meta"))
                .isEqualTo(new Value.Json("{\"end\": 14, \"page\": 7, \"start\": 0, \"section\": \"d1-s2\"}"));
        assertThat(value(last, "created_at")).isEqualTo(new Value.Timestamp(1_793_588_645_000_006L));
        assertThat(value(last, "embedding")).isEqualTo(Value.NULL);
    }

    @Test
    void theEventsOwnMetaStays() {
        var intent = new Intent.IngestDocument(
                document("d1"), List.of(section("d1", 0, "Text.", Value.NULL)), "{\"page\": \"iv\", \"team\": \"a\"}");
        Change.ReplaceChildren chunks =
                (Change.ReplaceChildren) changes.of(intent, TIME).orElseThrow().getLast();
        assertThat(value(chunks.rows().getFirst(), "meta"))
                .isEqualTo(new Value.Json(
                        "{\"end\": 5, \"page\": \"iv\", \"team\": \"a\", \"start\": 0, \"section\": \"d1-s0\"}"));
    }

    @Test
    void aDocumentWithoutContentLeavesItsChunksAlone() {
        assertThat(changes.of(new Intent.IngestDocument(document("d1"), null, "{}"), TIME)
                        .orElseThrow())
                .containsExactly(new Change.Upsert(document("d1")));
    }

    @Test
    void aDocumentWithEmptyContentLosesItsChunks() {
        assertThat(changes.of(new Intent.IngestDocument(document("d1"), List.of(), "{}"), TIME)
                        .orElseThrow())
                .contains(new Change.ReplaceChildren("search_chunks", key("documents", "d1"), "document", List.of()));
    }

    @Test
    void countsTheTokensOfAllSectionsTogether() {
        EventChanges small = changes(new Limits(256, 32, 4_096, 300));
        List<Row> sections = List.of(
                section("d1", 0, "word ".repeat(150), Value.NULL), section("d1", 1, "word ".repeat(151), Value.NULL));
        assertThat(small.of(new Intent.IngestDocument(document("d1"), sections, "{}"), TIME))
                .isEmpty();
        assertThat(small.of(new Intent.IngestDocument(document("d1"), sections.subList(0, 1), "{}"), TIME))
                .isPresent();
    }

    @Test
    void aRowWithAChunkSpecIsCoveredByOneChunk() {
        Row endpoint = row(
                "api_endpoints",
                "e1",
                Map.of(
                        "document_id", text("d1"),
                        "method", text("GET"),
                        "path", text("/v1/things"),
                        "summary", text(" ")));
        List<Change> made = changes.of(new Intent.UpsertRow(endpoint), TIME).orElseThrow();
        assertThat(made).hasSize(2).first().isEqualTo(new Change.Upsert(endpoint));
        Row chunk = ((Change.Upsert) made.getLast()).row();
        assertThat(chunk.key()).isEqualTo(key("search_chunks", "api_endpoints:e1"));
        assertThat(value(chunk, "document_id")).isEqualTo(text("d1"));
        assertThat(value(chunk, "source_type")).isEqualTo(text("api_endpoint"));
        assertThat(value(chunk, "text")).isEqualTo(text("GET /v1/things"));
    }

    @Test
    void aRowThatLostItsTextLosesItsChunk() {
        Row entry = row("log_entries", "l1", Map.of("document_id", text("d1")));
        assertThat(changes.of(new Intent.UpsertRow(entry), TIME).orElseThrow())
                .containsExactly(new Change.Upsert(entry), new Change.Delete(key("search_chunks", "log_entries:l1")));
    }

    @Test
    void deletingARowDeletesTheChunkThatCoversIt() {
        assertThat(changes.of(new Intent.DeleteRow(key("tags", "t1")), TIME).orElseThrow())
                .containsExactly(
                        new Change.Delete(key("tags", "t1")), new Change.Delete(key("search_chunks", "tags:t1")));
        assertThat(changes.of(new Intent.DeleteRow(key("documents", "d1")), TIME)
                        .orElseThrow())
                .containsExactly(new Change.Delete(key("documents", "d1")));
    }

    @Test
    void aTraceReplacesItsMemoriesOnlyWhenTheEventNamesThem() {
        Row trace = row("reasoning_traces", "t1", Map.of("task", text("task")));
        Row memory = row("memory_items", "m1", Map.of("content", text("content")));
        assertThat(changes.of(new Intent.RecordTrace(trace, null), TIME).orElseThrow())
                .containsExactly(new Change.Upsert(trace));
        assertThat(changes.of(new Intent.RecordTrace(trace, List.of(memory)), TIME)
                        .orElseThrow())
                .containsExactly(
                        new Change.Upsert(trace),
                        new Change.ReplaceChildren(
                                "memory_items", key("reasoning_traces", "t1"), null, List.of(memory)));
    }

    private static EventChanges changes(Limits limits) {
        return new EventChanges(Sample.CATALOGUE, SharedModel.EMBEDDER.chunker(limits), limits);
    }
}
