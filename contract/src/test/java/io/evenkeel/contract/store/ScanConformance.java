package io.evenkeel.contract.store;

import static io.evenkeel.contract.store.Rows.CATALOGUE;
import static io.evenkeel.contract.store.Rows.document;
import static io.evenkeel.contract.store.Rows.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.change.Change.Upsert;
import io.evenkeel.contract.value.CanonicalForm;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What verification reads. */
interface ScanConformance extends StoreTests {
    @Test
    default void scansRangesInKeyOrder() {
        StoreUnderTest store = store();
        for (String id : List.of("c", "a", "e", "b", "d")) {
            store.add(key("documents", id), new Upsert(document(id, id)));
        }
        store.apply();
        KeyRange range = new KeyRange(new KeyRange.Bound("default", "a"), new KeyRange.Bound("default", "d"));

        assertThat(store.scanner().digests("documents", range, 10).value().stream()
                        .map(row -> row.key().key()))
                .containsExactly("b", "c", "d");
        assertThat(store.scanner().digests("documents", KeyRange.ALL, 2).value().stream()
                        .map(row -> row.key().key()))
                .containsExactly("a", "b");
        assertThat(store.scanner().counts().value()).containsEntry("documents", 5L);
    }

    @Test
    default void scansRangesOfOneWorkspaceAlone() {
        StoreUnderTest store = store();
        for (String workspace : List.of("a", "b", "b2")) {
            for (String id : List.of("1", "2", "3")) {
                Row row = document(id, id);
                RowKey key = new RowKey("documents", workspace, id);
                store.add(key, new Upsert(new Row(key, row.values())));
            }
        }
        store.apply();

        KeyRange whole = new KeyRange("b", null, null);
        assertThat(store.scanner().digests("documents", whole, 10).value().stream()
                        .map(row -> row.key().toString()))
                .containsExactly("b/documents/1", "b/documents/2", "b/documents/3");
        KeyRange rest = new KeyRange("b", new KeyRange.Bound("b", "1"), new KeyRange.Bound("b2", "1"));
        assertThat(store.scanner().digests("documents", rest, 10).value().stream()
                        .map(row -> row.key().toString()))
                .containsExactly("b/documents/2", "b/documents/3");
    }

    /** Every range that two rows, or none, can bound: within a workspace, across some, from the beginning, to the end. */
    @Test
    default void scansRangesAcrossWorkspaces() {
        StoreUnderTest store = store();
        List<RowKey> keys = new ArrayList<>();
        for (String workspace : List.of("a", "b", "c")) {
            for (String id : List.of("1", "2")) {
                RowKey key = new RowKey("documents", workspace, id);
                keys.add(key);
                store.add(key, new Upsert(new Row(key, document(id, id).values())));
            }
        }
        store.apply();
        List<KeyRange.@Nullable Bound> bounds = new ArrayList<>();
        bounds.add(null);
        keys.forEach(key -> bounds.add(new KeyRange.Bound(key.workspace(), key.key())));

        for (KeyRange.Bound after : bounds) {
            for (KeyRange.Bound upTo : bounds) {
                KeyRange range = new KeyRange(after, upTo);
                List<RowKey> inside = keys.stream().filter(range::contains).toList();
                assertThat(store.scanner().digests("documents", range, 10).value())
                        .as(range.toString())
                        .extracting(DigestedRow::key)
                        .containsExactlyElementsOf(inside);
                assertThat(store.scanner()
                                .sum("documents", range, 10, positions -> List.of())
                                .value()
                                .sum()
                                .rows())
                        .as(range.toString())
                        .isEqualTo(inside.size());
            }
        }
    }

    @Test
    default void aSumIsThatOfTheRowsDigestsButForRowsInFlight() {
        StoreUnderTest store = store();
        for (String id : List.of("a", "b", "c", "d", "e")) {
            store.add(key("documents", id), new Upsert(document(id, id)));
        }
        store.apply();
        KeyRange range = new KeyRange(new KeyRange.Bound("default", "a"), new KeyRange.Bound("default", "d"));
        DigestSum three = DigestSum.NONE;
        for (String id : List.of("b", "c", "d")) {
            three = three.plus(CanonicalForm.digest(CATALOGUE.entity("documents"), document(id, id)));
        }

        Snapshot<RangeSum> all = store.scanner().sum("documents", range, 10, positions -> List.of());
        assertThat(all.value().sum()).isEqualTo(three);
        assertThat(all.value().ahead()).isFalse();
        assertThat(all.positions()).isEqualTo(store.scanner().positions());
        assertThat(store.scanner()
                        .sum("documents", range, 10, positions -> {
                            assertThat(positions).isEqualTo(all.positions());
                            return List.of(key("documents", "c"), key("documents", "cc"));
                        })
                        .value()
                        .sum())
                .isEqualTo(three.minus(CanonicalForm.digest(CATALOGUE.entity("documents"), document("c", "c"))));
        assertThat(store.scanner()
                        .sum("documents", range, 2, positions -> List.of())
                        .value()
                        .sum()
                        .rows())
                .isEqualTo(2);
        assertThat(store.scanner()
                        .sum("tags", KeyRange.ALL, 10, positions -> List.of())
                        .value())
                .isEqualTo(new RangeSum(DigestSum.NONE, false));
    }

    @Test
    default void showsStoredValuesColumnByColumn() {
        StoreUnderTest store = store();
        store.add(DOCUMENT, new Upsert(document("d1", "one")));
        store.apply();

        ScannedRow scanned = store.scanner()
                .rows("documents", List.of(DOCUMENT, key("documents", "none")))
                .value()
                .getFirst();
        assertThat(scanned.columns().keySet())
                .containsExactlyElementsOf(CATALOGUE.entity("documents").columns().stream()
                        .map(Column::name)
                        .toList());
        assertThat(scanned.columns().get("title")).isEqualTo(new ScannedRow.ScannedValue("6f6e65", "one"));
        assertThat(scanned.columns().get("source")).isEqualTo(new ScannedRow.ScannedValue(null, null));
    }

    @Test
    default void theScannersDigestIsThatOfTheReadersRow() {
        StoreUnderTest store = store();
        Random random = new Random(11);
        List<Row> rows = new ArrayList<>();
        for (int version = 0; version < 3; version++) {
            for (Entity entity : CATALOGUE.entities()) {
                var parent = entity.parent();
                String owner = parent == null ? "" : Rows.keyFor(parent.entity(), parent.entity());
                rows.add(Rows.random(entity.name(), Rows.keyFor(entity.name(), entity.name()), owner, random));
            }
        }
        rows.forEach(row -> store.add(row.parent(CATALOGUE).orElse(row.key()), new Upsert(row)));
        store.apply();

        for (Entity entity : CATALOGUE.entities()) {
            List<DigestedRow> all =
                    store.scanner().digests(entity.name(), KeyRange.ALL, 10).value();
            assertThat(all).hasSize(1);
            RowKey key = all.getFirst().key();
            Row read = store.row(key).orElseThrow();
            assertThat(all.getFirst().digest()).as(key.toString()).isEqualTo(CanonicalForm.digest(entity, read));
            assertThat(store.scanner().digests(entity.name(), List.of(key)).value())
                    .isEqualTo(all);
            assertThat(store.scanner()
                            .sum(entity.name(), KeyRange.ALL, 10, positions -> List.of())
                            .value()
                            .sum())
                    .isEqualTo(DigestSum.NONE.plus(all.getFirst().digest()));
            ScannedRow scanned =
                    store.scanner().rows(entity.name(), List.of(key)).value().getFirst();
            for (Column column : entity.columns()) {
                byte[] payload = CanonicalForm.payload(read.value(entity, column.name()));
                assertThat(Objects.requireNonNull(scanned.columns().get(column.name()))
                                .payload())
                        .as(column.name())
                        .isEqualTo(payload == null ? null : HexFormat.of().formatHex(payload));
            }
        }
    }
}
