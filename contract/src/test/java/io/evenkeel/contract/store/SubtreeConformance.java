package io.evenkeel.contract.store;

import static io.evenkeel.contract.store.Rows.chunk;
import static io.evenkeel.contract.store.Rows.document;
import static io.evenkeel.contract.store.Rows.key;
import static io.evenkeel.contract.store.Rows.section;
import static io.evenkeel.contract.store.Rows.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.catalogue.SampleCatalogue;
import io.evenkeel.contract.change.Change.Delete;
import io.evenkeel.contract.change.Change.ReplaceChildren;
import io.evenkeel.contract.change.Change.Upsert;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.Value;
import io.evenkeel.contract.value.Vector;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Owners and what they own. */
interface SubtreeConformance extends StoreTests {
    @Test
    default void replacesTheChildrenOfOneOriginAlone() {
        StoreUnderTest store = store();
        store.add(
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
        store.apply();
        store.add(
                DOCUMENT,
                new ReplaceChildren(
                        "search_chunks", DOCUMENT, "document", List.of(chunk("d1", 0, "document", "shorter"))));
        store.apply();

        assertThat(store.keys("search_chunks")).containsExactly("d1:document:0", "d1:tags:0");
        assertThat(store.row(key("search_chunks", "d1:document:0"))).contains(chunk("d1", 0, "document", "shorter"));
    }

    @Test
    default void deletesTheWholeSubtree() {
        StoreUnderTest store = store();
        store.add(
                DOCUMENT,
                new Upsert(document("d1", "one")),
                new Upsert(section("d1", 0, "text")),
                new Upsert(chunk("d1", 0, "document", "text")));
        store.add(key("documents", "d2"), new Upsert(document("d2", "other")), new Upsert(section("d2", 0, "text")));
        store.apply();
        store.add(DOCUMENT, new Delete(DOCUMENT));
        store.apply();

        assertThat(store.keys("documents")).containsExactly("d2");
        assertThat(store.keys("document_sections")).containsExactly("d2:0");
        assertThat(store.keys("search_chunks")).isEmpty();
    }

    @Test
    default void aChildOfADeletedOwnerIsANoOp() {
        StoreUnderTest store = store();
        store.add(DOCUMENT, new Upsert(document("d1", "one")));
        store.add(DOCUMENT, new Delete(DOCUMENT));
        store.apply();
        store.add(DOCUMENT, new Upsert(section("d1", 0, "late")));

        ApplyResult result = store.apply();

        assertThat(result.refused()).isZero();
        assertThat(store.keys("document_sections")).isEmpty();
    }

    @Test
    default void replacesAllChildrenWhereNoOriginIsNamedAndAllByNone() {
        StoreUnderTest store = store();
        store.add(
                DOCUMENT,
                new Upsert(document("d1", "one")),
                new Upsert(chunk("d1", 0, "document", "a")),
                new Upsert(chunk("d1", 0, "tags", "b")));
        store.add(key("documents", "d2"), new Upsert(document("d2", "two")), new Upsert(chunk("d2", 0, "tags", "c")));
        store.apply();

        store.add(DOCUMENT, new ReplaceChildren("search_chunks", DOCUMENT, null, List.of(chunk("d1", 1, "tags", "n"))));
        store.apply();
        assertThat(store.keys("search_chunks")).containsExactly("d1:tags:1", "d2:tags:0");

        store.add(DOCUMENT, new ReplaceChildren("search_chunks", DOCUMENT, "tags", List.of()));
        store.apply();
        assertThat(store.keys("search_chunks")).containsExactly("d2:tags:0");
    }

    @Test
    default void aReplacedChildMayComeBack() {
        StoreUnderTest store = store();
        store.add(DOCUMENT, new Upsert(document("d1", "one")), new Upsert(section("d1", 0, "first")));
        store.add(DOCUMENT, new ReplaceChildren("document_sections", DOCUMENT, null, List.of()));
        store.apply();
        assertThat(store.keys("document_sections")).isEmpty();

        store.add(
                DOCUMENT, new ReplaceChildren("document_sections", DOCUMENT, null, List.of(section("d1", 0, "again"))));
        store.apply();
        assertThat(store.row(key("document_sections", "d1:0"))).contains(section("d1", 0, "again"));
    }

    @Test
    default void deletesChildrenAndGrandchildrenAndLeavesATombstoneOfEach() {
        StoreUnderTest store = store(SampleCatalogue.catalogue());
        RowKey book = key("books", "b1");
        String mark = new UUID(1, 1).toString();
        Row books = book("b1");
        Row page = page("b1", "p1");
        Row marked = StoreTests.row(SampleCatalogue.MARKS, mark, Map.of("page_id", text("p1")));
        store.add(book, new Upsert(books), new Upsert(page), new Upsert(marked));
        store.add(key("books", "b2"), new Upsert(book("b2")), new Upsert(page("b2", "p2")));
        store.apply();
        assertThat(store.row(marked.key())).contains(marked);
        store.add(book, new Delete(book));

        assertThat(store.apply().rowsRemoved()).isEqualTo(3);
        assertThat(store.keys("books")).containsExactly("b2");
        assertThat(store.keys("pages")).containsExactly("p2");
        assertThat(store.keys("marks")).isEmpty();

        store.add(book, new Upsert(marked));
        store.add(book, null, true, new Upsert(books), new Upsert(page), new Upsert(marked));
        ApplyResult late = store.apply();
        assertThat(late.refused()).isZero();
        assertThat(late.rowsPut()).isZero();
    }

    @Test
    default void deletesAChildAndWhatIsBelowItAlone() {
        StoreUnderTest store = store(SampleCatalogue.catalogue());
        RowKey book = key("books", "b1");
        Row marked = StoreTests.row(SampleCatalogue.MARKS, new UUID(1, 1).toString(), Map.of("page_id", text("p1")));
        store.add(book, new Upsert(book("b1")), new Upsert(page("b1", "p1")), new Upsert(page("b1", "p2")));
        store.add(book, new Upsert(marked));
        store.apply();
        store.add(book, new Delete(key("pages", "p1")));

        assertThat(store.apply().rowsRemoved()).isEqualTo(2);
        assertThat(store.keys("books")).containsExactly("b1");
        assertThat(store.keys("pages")).containsExactly("p2");
        assertThat(store.keys("marks")).isEmpty();
    }

    @Test
    default void deletesWhatTheSameBatchPutUnderARow() {
        StoreUnderTest store = store();
        store.add(DOCUMENT, new Upsert(document("d1", "one")), new Upsert(section("d1", 0, "text")));
        store.add(DOCUMENT, new Upsert(section("d1", 1, "more")));
        store.add(DOCUMENT, new Delete(DOCUMENT));
        store.apply();
        assertThat(store.scanner().counts().value())
                .containsEntry("documents", 0L)
                .containsEntry("document_sections", 0L);
    }

    @Test
    default void aDeletionOfARowThatNeverWasLeavesATombstone() {
        StoreUnderTest store = store();
        store.add(DOCUMENT, new Delete(DOCUMENT));
        assertThat(store.apply().refused()).isZero();
        store.add(DOCUMENT, null, true, new Upsert(document("d1", "from the backfill")));
        store.add(DOCUMENT, new Upsert(section("d1", 0, "late")));

        assertThat(store.apply().refused()).isZero();
        assertThat(store.keys("documents")).isEmpty();
        assertThat(store.keys("document_sections")).isEmpty();
    }

    @Test
    default void anOptionalOwnerMayBeAbsentAndThenTheRowIsARoot() {
        StoreUnderTest store = store(SampleCatalogue.catalogue());
        Row free = loan("1", Value.NULL);
        Row owned = loan("2", text("b1"));
        store.add(free.key(), new Upsert(free));
        store.add(key("books", "b1"), new Upsert(book("b1")), new Upsert(owned));
        store.apply();
        store.add(key("books", "b1"), new Delete(key("books", "b1")));
        store.apply();
        assertThat(store.keys("loans")).containsExactly("1");
        assertThat(store.row(free.key())).contains(free);
    }

    private static Row book(String id) {
        return StoreTests.row(
                SampleCatalogue.BOOKS,
                id,
                Map.of(
                        "title",
                        text("Of " + id),
                        "kind",
                        text("novel"),
                        "meta",
                        new Value.Json("{}"),
                        "added",
                        new Value.Timestamp(1)));
    }

    private static Row page(String book, String id) {
        return StoreTests.row(
                SampleCatalogue.PAGES,
                id,
                Map.of(
                        "book_id",
                        text(book),
                        "body",
                        text("words"),
                        "embedding",
                        new Value.Embedding(Vector.of(1, 2, 3))));
    }

    private static Row loan(String id, Value book) {
        return new Row(key("loans", id), List.of(new Value.Int64(Long.parseLong(id)), book));
    }
}
