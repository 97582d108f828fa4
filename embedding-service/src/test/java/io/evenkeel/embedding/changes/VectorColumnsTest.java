package io.evenkeel.embedding.changes;

import static io.evenkeel.embedding.changes.Sample.document;
import static io.evenkeel.embedding.changes.Sample.key;
import static io.evenkeel.embedding.changes.Sample.row;
import static io.evenkeel.embedding.changes.Sample.text;
import static io.evenkeel.embedding.changes.Sample.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.Value;
import io.evenkeel.contract.value.Vector;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VectorColumnsTest {
    private static final Vector MADE = Vector.of(1, 0);
    private static final Vector BROUGHT = Vector.of(0, 1);

    private final VectorColumns columns = new VectorColumns(Sample.CATALOGUE, "model@1");

    @Test
    void fillsVectorAndModelWhereTextHasNone() {
        List<Change> changes = List.of(
                new Change.Upsert(document("d1")),
                new Change.Delete(key("search_chunks", "c0")),
                new Change.ReplaceChildren(
                        "search_chunks",
                        key("documents", "d1"),
                        "document",
                        List.of(chunk("c1", Map.of("text", text("a"))))));
        assertThat(columns.texts(changes)).containsExactly("a");

        List<Change> filled = columns.fill(changes, Map.of("a", MADE));
        assertThat(filled.subList(0, 2)).isEqualTo(changes.subList(0, 2));
        Row row = ((Change.ReplaceChildren) filled.getLast()).rows().getFirst();
        assertThat(value(row, "embedding")).isEqualTo(new Value.Embedding(MADE));
        assertThat(value(row, "embedding_model")).isEqualTo(text("model@1"));
    }

    @Test
    void leavesARowWithoutTextWithoutAVector() {
        List<Change> changes = List.of(new Change.Upsert(chunk("c1", Map.of("text", text(" \n")))));
        assertThat(columns.texts(changes)).isEmpty();
        assertThat(columns.fill(changes, Map.of())).isEqualTo(changes);
    }

    @Test
    void keepsAVectorOfTheSameModel() {
        List<Change> changes = List.of(new Change.Upsert(brought("model@1")));
        assertThat(columns.foreignVector(changes)).isEmpty();
        assertThat(columns.texts(changes)).isEmpty();
        assertThat(columns.fill(changes, Map.of())).isEqualTo(changes);
    }

    @Test
    void findsAVectorOfAnotherModel() {
        assertThat(columns.foreignVector(List.of(new Change.Upsert(brought("model@2")))))
                .isPresent();
        Row unnamed = chunk("c1", Map.of("text", text("a"), "embedding", new Value.Embedding(BROUGHT)));
        assertThat(columns.foreignVector(List.of(new Change.Upsert(unnamed)))).contains(unnamed);
    }

    private static Row brought(String model) {
        return chunk(
                "c1",
                Map.of("text", text("a"), "embedding", new Value.Embedding(BROUGHT), "embedding_model", text(model)));
    }

    private static Row chunk(String id, Map<String, Value> values) {
        return row("search_chunks", id, values);
    }
}
