package io.evenkeel.contract.store;

import static io.evenkeel.contract.store.Rows.CATALOGUE;
import static io.evenkeel.contract.store.Rows.chunk;
import static io.evenkeel.contract.store.Rows.document;
import static io.evenkeel.contract.store.Rows.key;
import static io.evenkeel.contract.store.Rows.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.evenkeel.contract.change.Change.Upsert;
import io.evenkeel.contract.store.Filter.Operator;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.Value;
import io.evenkeel.contract.value.Vector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What applications read. */
interface ReadConformance extends StoreTests {
    @Test
    default void listsPagesInTheOrderOfBytes() {
        StoreUnderTest store = store();
        List<String> ordered = List.of("A", "B", "a", "b", "é", "層", "\uFF5E", "😀");
        ordered.reversed().forEach(id -> store.add(key("documents", id), new Upsert(document(id, "t " + id))));
        store.apply();

        List<String> listed = new ArrayList<>();
        String after = null;
        do {
            List<Row> page = store.reader()
                    .list(new ListQuery("documents", "default", List.of(), 3, after))
                    .value();
            page.forEach(row -> listed.add(row.key().key()));
            after = page.size() < 3 ? null : page.getLast().key().key();
        } while (after != null);
        assertThat(listed).isEqualTo(ordered);
    }

    @Test
    default void filtersAlike() {
        StoreUnderTest store = store();
        store.add(DOCUMENT, new Upsert(document("d1", "Shock wave")));
        store.add(key("documents", "d2"), new Upsert(document("d2", "shock layer")));
        store.add(
                key("documents", "d3"),
                new Upsert(Rows.row(key("documents", "d3"), Map.of("path", text("/x"), "type", text("xml")))));
        store.apply();

        assertThat(store.filtered(new Filter("title", Operator.EQ, text("shock layer"))))
                .containsExactly("d2");
        assertThat(store.filtered(new Filter("title", Operator.NEQ, text("shock layer"))))
                .containsExactly("d1");
        assertThat(store.filtered(new Filter("title", Operator.LIKE, text("shock%"))))
                .containsExactly("d2");
        assertThat(store.filtered(new Filter("title", Operator.ILIKE, text("shock%"))))
                .containsExactly("d1", "d2");
        assertThat(store.filtered(new Filter("title", Operator.ILIKE, text("SHOCK_wave"))))
                .containsExactly("d1");
        assertThat(store.filtered(new Filter("title", Operator.IS_NULL, Value.NULL)))
                .containsExactly("d3");
        assertThat(store.filtered(new Filter("title", Operator.IS_NOT_NULL, Value.NULL)))
                .containsExactly("d1", "d2");
        assertThat(store.filtered(new Filter("id", Operator.GT, text("d1")))).containsExactly("d2", "d3");
        assertThat(store.filtered(
                        new Filter("id", Operator.GTE, text("d2")), new Filter("id", Operator.LT, text("d3"))))
                .containsExactly("d2");
        assertThat(store.filtered(new Filter("id", Operator.LTE, text("d2")))).containsExactly("d1", "d2");
    }

    @Test
    default void findsTheNearestRows() {
        StoreUnderTest store = store();
        store.add(DOCUMENT, new Upsert(document("d1", "one")));
        List<Row> chunks = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            chunks.add(chunk("d1", i, i % 2 == 0 ? "document" : "tags", "text " + i));
        }
        chunks.forEach(row -> store.add(DOCUMENT, new Upsert(row)));
        store.apply();
        Vector wanted =
                ((Value.Embedding) chunks.get(7).value(CATALOGUE.entity("search_chunks"), "embedding")).vector();

        List<ScoredRow> hits = store.reader()
                .nearest(new VectorQuery("search_chunks", "default", wanted, 5, List.of()))
                .value();
        assertThat(hits).hasSize(5).isSortedAccordingTo(ScoredRow.BEST_FIRST);
        assertThat(hits.getFirst().row()).isEqualTo(chunks.get(7));
        assertThat(hits.getFirst().score()).isCloseTo(1, offset(1e-9));
        assertThat(store.reader()
                        .nearest(new VectorQuery("search_chunks", "default", wanted, 5, List.of(), true))
                        .value())
                .isEqualTo(chunks.stream()
                        .map(row -> new ScoredRow(
                                row,
                                ((Value.Embedding) row.value(CATALOGUE.entity("search_chunks"), "embedding"))
                                        .vector()
                                        .cosine(wanted)))
                        .sorted(ScoredRow.BEST_FIRST)
                        .limit(5)
                        .toList());

        List<ScoredRow> filtered = store.reader()
                .nearest(new VectorQuery(
                        "search_chunks",
                        "default",
                        wanted,
                        30,
                        List.of(new Filter("source_type", Operator.EQ, text("document")))))
                .value();
        assertThat(filtered).hasSize(20);
        assertThat(store.reader()
                        .nearest(new VectorQuery("search_chunks", "elsewhere", wanted, 5, List.of()))
                        .value())
                .isEmpty();
    }
}
