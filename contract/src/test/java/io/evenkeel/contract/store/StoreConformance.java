package io.evenkeel.contract.store;

import static io.evenkeel.contract.store.Rows.CATALOGUE;
import static io.evenkeel.contract.store.Rows.chunk;
import static io.evenkeel.contract.store.Rows.document;
import static io.evenkeel.contract.store.Rows.key;
import static io.evenkeel.contract.store.Rows.section;
import static io.evenkeel.contract.store.Rows.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.change.Change.Delete;
import io.evenkeel.contract.change.Change.ReplaceChildren;
import io.evenkeel.contract.change.Change.Upsert;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.store.Filter.Operator;
import io.evenkeel.contract.value.CanonicalForm;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.Value;
import io.evenkeel.contract.value.Vector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store does, in the same words for all of them. A subclass gives an empty store. */
public abstract class StoreConformance {
    private static final RowKey DOCUMENT = key("documents", "d1");

    private final LogOfChanges log = new LogOfChanges(1_000, 3);
    private final List<Refusal> refused = new ArrayList<>();
    private Store store;

    /** A store without rows whose schema is not there yet. */
    protected abstract Store open();

    @BeforeEach
    void prepare() {
        store = open();
        store.writer().prepare();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void preparingTwiceChangesNothing() {
        log.add(DOCUMENT, new Upsert(document("d1", "one")));
        apply();
        store.writer().prepare();
        assertThat(row(DOCUMENT)).contains(document("d1", "one"));
    }

    @Test
    void keepsRowsOfEveryEntityToTheBit() {
        Random random = new Random(42);
        List<Row> rows = new ArrayList<>();
        for (Entity entity : CATALOGUE.entities()) {
            for (int i = 0; i < 8; i++) {
                var parent = entity.parent();
                String seed = entity.name() + i;
                String owner = parent == null ? "" : Rows.keyFor(parent.entity(), parent.entity() + i);
                rows.add(Rows.random(entity.name(), Rows.keyFor(entity.name(), seed), owner, random));
            }
        }
        rows.forEach(row -> log.add(row.parent(CATALOGUE).orElse(row.key()), new Upsert(row)));

        ApplyResult result = apply();

        assertThat(refused).isEmpty();
        assertThat(result.rowsPut()).isEqualTo(rows.size());
        for (Row row : rows) {
            Entity entity = CATALOGUE.entity(row.key().entity());
            assertThat(row(row.key())).contains(row);
            assertThat(digest(row.key()))
                    .contains(CanonicalForm.digest(entity, row).toString());
        }
    }

    @Test
    void rowsAndPositionStandTogether() {
        Position first = log.add(DOCUMENT, new Upsert(document("d1", "one")));
        apply();
        Position second = log.add(key("documents", "d2"), new Upsert(document("d2", "two")));
        apply();

        StorePosition stored = store.writer().positions().get(3);
        assertThat(stored).isEqualTo(new StorePosition(3, 4, second));
        assertThat(store.reader().get(DOCUMENT).covers(second)).isTrue();
        assertThat(store.scanner()
                        .digests("documents", List.of(DOCUMENT))
                        .value()
                        .getFirst()
                        .position())
                .isEqualTo(first);
    }

    @Test
    void aBatchBelowTheStoredPositionIsFenced() {
        log.add(DOCUMENT, new Upsert(document("d1", "one")));
        ChangeBatch first = log.take();
        store.writer().apply(first, refused::addAll);
        log.add(DOCUMENT, new Upsert(document("d1", "two")));
        apply();

        assertThatThrownBy(() -> store.writer().apply(first, refused::addAll)).isInstanceOf(FencedException.class);
        assertThat(row(DOCUMENT)).contains(document("d1", "two"));
    }

    @Test
    void foldsAHotKeyToItsLastVersion() {
        for (int i = 0; i < 50; i++) {
            log.add(DOCUMENT, new Upsert(document("d1", "version " + i)));
        }
        log.add(DOCUMENT, new Delete(DOCUMENT));
        Position last = log.add(DOCUMENT, new Upsert(document("d1", "at last")));

        ApplyResult result = apply();

        assertThat(result.rowsPut()).isEqualTo(1);
        assertThat(row(DOCUMENT)).contains(document("d1", "at last"));
        assertThat(position(DOCUMENT)).contains(last);
    }

    @Test
    void skipsAnOlderSequenceAfterANewerAndAfterADelete() {
        log.add(DOCUMENT, 10L, false, new Upsert(document("d1", "ten")));
        log.add(DOCUMENT, 9L, false, new Upsert(document("d1", "nine")));
        assertThat(apply().skipped()).isEqualTo(1);
        assertThat(row(DOCUMENT)).contains(document("d1", "ten"));

        log.add(DOCUMENT, 11L, false, new Delete(DOCUMENT));
        apply();
        log.add(DOCUMENT, 10L, false, new Upsert(document("d1", "ten again")));
        assertThat(apply().skipped()).isEqualTo(1);
        assertThat(row(DOCUMENT)).isEmpty();

        log.add(DOCUMENT, new Upsert(document("d1", "without a sequence")));
        apply();
        assertThat(row(DOCUMENT)).contains(document("d1", "without a sequence"));
    }

    @Test
    void aChildsSequenceCountsAtItsRoot() {
        log.add(DOCUMENT, 1L, false, new Upsert(document("d1", "one")));
        log.add(DOCUMENT, 5L, false, new Upsert(section("d1", 0, "five")));
        apply();
        log.add(DOCUMENT, 4L, false, new Upsert(document("d1", "four")));

        assertThat(apply().skipped()).isEqualTo(1);
        assertThat(row(DOCUMENT)).contains(document("d1", "one"));
    }

    @Test
    void insertsIfAbsentOnlyWhereNeitherRowNorTombstoneIs() {
        RowKey gone = key("documents", "gone");
        log.add(DOCUMENT, new Upsert(document("d1", "from the application")));
        log.add(gone, new Upsert(document("gone", "soon")));
        log.add(gone, new Delete(gone));
        apply();
        log.add(DOCUMENT, null, true, new Upsert(document("d1", "from the backfill")));
        log.add(gone, null, true, new Upsert(document("gone", "from the backfill")));
        log.add(key("documents", "new"), null, true, new Upsert(document("new", "from the backfill")));
        apply();

        assertThat(row(DOCUMENT)).contains(document("d1", "from the application"));
        assertThat(row(gone)).isEmpty();
        assertThat(row(key("documents", "new"))).isPresent();
    }

    @Test
    void replacesTheChildrenOfOneOriginAlone() {
        log.add(
                DOCUMENT,
                new Upsert(document("d1", "long")),
                new ReplaceChildren(
                        "search_chunks",
                        DOCUMENT,
                        "document",
                        List.of(
                                chunk("d1", 0, "document", "a"),
                                chunk("d1", 1, "document", "b"),
                                chunk("d1", 2, "document", "c"))),
                new Upsert(chunk("d1", 0, "tags", "kept")));
        apply();
        log.add(
                DOCUMENT,
                new ReplaceChildren(
                        "search_chunks", DOCUMENT, "document", List.of(chunk("d1", 0, "document", "shorter"))));
        apply();

        assertThat(keys("search_chunks")).containsExactly("d1:document:0", "d1:tags:0");
        assertThat(row(key("search_chunks", "d1:document:0"))).contains(chunk("d1", 0, "document", "shorter"));
    }

    @Test
    void deletesTheWholeSubtree() {
        log.add(
                DOCUMENT,
                new Upsert(document("d1", "one")),
                new Upsert(section("d1", 0, "text")),
                new Upsert(chunk("d1", 0, "document", "text")));
        log.add(key("documents", "d2"), new Upsert(document("d2", "other")), new Upsert(section("d2", 0, "text")));
        apply();
        log.add(DOCUMENT, new Delete(DOCUMENT));
        apply();

        assertThat(keys("documents")).containsExactly("d2");
        assertThat(keys("document_sections")).containsExactly("d2:0");
        assertThat(keys("search_chunks")).isEmpty();
    }

    @Test
    void aChildOfADeletedOwnerIsANoOp() {
        log.add(DOCUMENT, new Upsert(document("d1", "one")));
        log.add(DOCUMENT, new Delete(DOCUMENT));
        apply();
        log.add(DOCUMENT, new Upsert(section("d1", 0, "late")));

        ApplyResult result = apply();

        assertThat(result.refused()).isZero();
        assertThat(keys("document_sections")).isEmpty();
    }

    @Test
    void anOrphanIsRefusedAndTheRestOfTheBatchApplied() {
        log.add(DOCUMENT, new Upsert(document("d1", "before")));
        log.add(key("documents", "never"), new Upsert(section("never", 0, "orphan")));
        Position last = log.add(key("documents", "d2"), new Upsert(document("d2", "after")));

        ApplyResult result = apply();

        assertThat(result.refused()).isEqualTo(1);
        assertThat(refused)
                .singleElement()
                .satisfies(refusal -> assertThat(refusal.verdict().code()).isEqualTo("orphan"));
        assertThat(keys("documents")).containsExactly("d1", "d2");
        assertThat(store.writer().positions().get(3).applied()).isEqualTo(last);
    }

    @Test
    void aRowDoesNotMoveToAnotherOwner() {
        log.add(DOCUMENT, new Upsert(document("d1", "one")), new Upsert(section("d1", 0, "text")));
        log.add(key("documents", "d2"), new Upsert(document("d2", "two")));
        apply();
        Row moved = Rows.row(key("document_sections", "d1:0"), Map.of("document_id", text("d2")));
        log.add(key("documents", "d2"), new Upsert(moved));

        assertThat(apply().refused()).isEqualTo(1);
        assertThat(row(key("document_sections", "d1:0"))).contains(section("d1", 0, "text"));
    }

    @Test
    void nothingHappensWhenTheRefusalsCannotBeKept() {
        log.add(DOCUMENT, new Upsert(document("d1", "one")));
        log.add(key("documents", "never"), new Upsert(section("never", 0, "orphan")));
        ChangeBatch batch = log.take();

        assertThatThrownBy(() -> store.writer().apply(batch, refusals -> {
                    throw new StoreUnavailableException("dead letters cannot be written", new Exception());
                }))
                .isInstanceOf(StoreUnavailableException.class);
        assertThat(keys("documents")).isEmpty();
        assertThat(store.writer().positions()).isEmpty();
        store.writer().apply(batch, refused::addAll);
        assertThat(keys("documents")).containsExactly("d1");
    }

    @Test
    void anEmptyChangeSetMovesThePosition() {
        Position last = log.add(DOCUMENT);
        apply();
        assertThat(store.reader().positions().get(3).applied()).isEqualTo(last);
    }

    @Test
    void workspacesAreApart() {
        RowKey elsewhere = new RowKey("documents", "other", "d1");
        Row theirs = new Row(elsewhere, document("d1", "theirs").values());
        log.add(DOCUMENT, new Upsert(document("d1", "ours")));
        log.add(elsewhere, new Upsert(theirs));
        apply();
        log.add(elsewhere, new Delete(elsewhere));
        apply();

        assertThat(row(DOCUMENT)).contains(document("d1", "ours"));
        assertThat(row(elsewhere)).isEmpty();
        assertThat(store.reader().counts("default").value()).containsEntry("documents", 1L);
    }

    @Test
    void listsPagesInTheOrderOfBytes() {
        List<String> ordered = List.of("A", "B", "a", "b", "é", "層", "\uFF5E", "😀");
        ordered.reversed().forEach(id -> log.add(key("documents", id), new Upsert(document(id, "t " + id))));
        apply();

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
    void filtersAlike() {
        log.add(DOCUMENT, new Upsert(document("d1", "Shock wave")));
        log.add(key("documents", "d2"), new Upsert(document("d2", "shock layer")));
        log.add(
                key("documents", "d3"),
                new Upsert(Rows.row(key("documents", "d3"), Map.of("path", text("/x"), "type", text("xml")))));
        apply();

        assertThat(filtered(new Filter("title", Operator.EQ, text("shock layer"))))
                .containsExactly("d2");
        assertThat(filtered(new Filter("title", Operator.NEQ, text("shock layer"))))
                .containsExactly("d1");
        assertThat(filtered(new Filter("title", Operator.LIKE, text("shock%")))).containsExactly("d2");
        assertThat(filtered(new Filter("title", Operator.ILIKE, text("shock%"))))
                .containsExactly("d1", "d2");
        assertThat(filtered(new Filter("title", Operator.ILIKE, text("SHOCK_wave"))))
                .containsExactly("d1");
        assertThat(filtered(new Filter("title", Operator.IS_NULL, Value.NULL))).containsExactly("d3");
        assertThat(filtered(new Filter("title", Operator.IS_NOT_NULL, Value.NULL)))
                .containsExactly("d1", "d2");
        assertThat(filtered(new Filter("id", Operator.GT, text("d1")))).containsExactly("d2", "d3");
        assertThat(filtered(new Filter("id", Operator.GTE, text("d2")), new Filter("id", Operator.LT, text("d3"))))
                .containsExactly("d2");
        assertThat(filtered(new Filter("id", Operator.LTE, text("d2")))).containsExactly("d1", "d2");
    }

    @Test
    void findsTheNearestRows() {
        log.add(DOCUMENT, new Upsert(document("d1", "one")));
        List<Row> chunks = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            chunks.add(chunk("d1", i, i % 2 == 0 ? "document" : "tags", "text " + i));
        }
        chunks.forEach(row -> log.add(DOCUMENT, new Upsert(row)));
        apply();
        Vector wanted =
                ((Value.Embedding) chunks.get(7).value(CATALOGUE.entity("search_chunks"), "embedding")).vector();

        List<ScoredRow> hits = store.reader()
                .nearest(new VectorQuery("search_chunks", "default", wanted, 5, List.of()))
                .value();
        assertThat(hits).hasSize(5).isSortedAccordingTo(ScoredRow.BEST_FIRST);
        assertThat(hits.getFirst().row()).isEqualTo(chunks.get(7));
        assertThat(hits.getFirst().score()).isCloseTo(1, offset(1e-9));

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

    @Test
    void scansRangesInKeyOrder() {
        for (String id : List.of("c", "a", "e", "b", "d")) {
            log.add(key("documents", id), new Upsert(document(id, id)));
        }
        apply();
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
    void showsStoredValuesColumnByColumn() {
        log.add(DOCUMENT, new Upsert(document("d1", "one")));
        apply();

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

    private ApplyResult apply() {
        return store.writer().apply(log.take(), refused::addAll);
    }

    private Optional<Row> row(RowKey key) {
        return store.reader().get(key).value();
    }

    private Optional<String> digest(RowKey key) {
        return store.scanner().digests(key.entity(), List.of(key)).value().stream()
                .map(row -> row.digest().toString())
                .findFirst();
    }

    private Optional<Position> position(RowKey key) {
        return store.scanner().digests(key.entity(), List.of(key)).value().stream()
                .map(DigestedRow::position)
                .findFirst();
    }

    private List<String> keys(String entity) {
        return store.scanner().digests(entity, KeyRange.ALL, 1_000).value().stream()
                .map(row -> row.key().key())
                .toList();
    }

    private List<String> filtered(Filter... filters) {
        return store.reader().list(new ListQuery("documents", "default", List.of(filters), 10, null)).value().stream()
                .map(row -> row.key().key())
                .toList();
    }
}
