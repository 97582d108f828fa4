package io.evenkeel.contract.store;

import static io.evenkeel.contract.store.Rows.document;
import static io.evenkeel.contract.store.Rows.key;
import static io.evenkeel.contract.store.Rows.section;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.change.Change.Delete;
import io.evenkeel.contract.change.Change.ReplaceChildren;
import io.evenkeel.contract.change.Change.Upsert;
import io.evenkeel.contract.change.Condition.IfMatch;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.value.RowKey;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which of two versions of a row stays. */
interface VersionConformance extends StoreTests {
    @Test
    default void skipsAnOlderSequenceAfterANewerAndAfterADelete() {
        StoreUnderTest store = store();
        store.add(DOCUMENT, 10L, false, new Upsert(document("d1", "ten")));
        store.add(DOCUMENT, 9L, false, new Upsert(document("d1", "nine")));
        assertThat(store.apply().skipped()).isEqualTo(1);
        assertThat(store.row(DOCUMENT)).contains(document("d1", "ten"));

        store.add(DOCUMENT, 11L, false, new Delete(DOCUMENT));
        store.apply();
        store.add(DOCUMENT, 10L, false, new Upsert(document("d1", "ten again")));
        assertThat(store.apply().skipped()).isEqualTo(1);
        assertThat(store.row(DOCUMENT)).isEmpty();

        store.add(DOCUMENT, new Upsert(document("d1", "without a sequence")));
        store.apply();
        assertThat(store.row(DOCUMENT)).contains(document("d1", "without a sequence"));
    }

    @Test
    default void aChildsSequenceCountsAtItsRoot() {
        StoreUnderTest store = store();
        store.add(DOCUMENT, 1L, false, new Upsert(document("d1", "one")));
        store.add(DOCUMENT, 5L, false, new Upsert(section("d1", 0, "five")));
        store.apply();
        store.add(DOCUMENT, 4L, false, new Upsert(document("d1", "four")));

        assertThat(store.apply().skipped()).isEqualTo(1);
        assertThat(store.row(DOCUMENT)).contains(document("d1", "one"));
    }

    @Test
    default void insertsIfAbsentOnlyWhereNeitherRowNorTombstoneIs() {
        StoreUnderTest store = store();
        RowKey gone = key("documents", "gone");
        store.add(DOCUMENT, new Upsert(document("d1", "from the application")));
        store.add(gone, new Upsert(document("gone", "soon")));
        store.add(gone, new Delete(gone));
        store.apply();
        store.add(DOCUMENT, null, true, new Upsert(document("d1", "from the backfill")));
        store.add(gone, null, true, new Upsert(document("gone", "from the backfill")));
        store.add(key("documents", "new"), null, true, new Upsert(document("new", "from the backfill")));
        store.apply();

        assertThat(store.row(DOCUMENT)).contains(document("d1", "from the application"));
        assertThat(store.row(gone)).isEmpty();
        assertThat(store.row(key("documents", "new"))).isPresent();
    }

    @Test
    default void writesIfMatchOnlyWhileTheRowIsAsThatEventLeftIt() {
        StoreUnderTest store = store();
        Position first = store.add(DOCUMENT, new Upsert(document("d1", "first")));
        store.apply();
        Position second = store.add(DOCUMENT, new IfMatch(first), new Upsert(document("d1", "second")));
        store.apply();
        assertThat(store.row(DOCUMENT)).contains(document("d1", "second"));

        store.add(
                DOCUMENT, new IfMatch(first), new Upsert(document("d1", "late")), new Upsert(section("d1", 0, "late")));
        store.add(DOCUMENT, new IfMatch(first), new Delete(DOCUMENT));
        assertThat(store.apply().skipped()).isEqualTo(2);
        assertThat(store.row(DOCUMENT)).contains(document("d1", "second"));
        assertThat(store.keys("document_sections")).isEmpty();

        store.add(DOCUMENT, new IfMatch(second), new Delete(DOCUMENT));
        store.add(DOCUMENT, new IfMatch(second), new Upsert(document("d1", "after its deletion")));
        assertThat(store.apply().skipped()).isEqualTo(1);
        assertThat(store.row(DOCUMENT)).isEmpty();
    }

    @Test
    default void ifMatchLooksAtTheRowItselfAndNotAtItsOwner() {
        StoreUnderTest store = store();
        store.add(DOCUMENT, new Upsert(document("d1", "one")));
        Position child = store.add(DOCUMENT, new Upsert(section("d1", 0, "one")));
        store.add(DOCUMENT, new Upsert(document("d1", "two")));
        store.add(DOCUMENT, new IfMatch(child), new Upsert(section("d1", 0, "two")));
        store.add(DOCUMENT, new IfMatch(child), new Upsert(section("d1", 1, "never was there")));

        assertThat(store.apply().skipped()).isEqualTo(1);
        assertThat(store.row(key("document_sections", "d1:0"))).contains(section("d1", 0, "two"));
        assertThat(store.keys("document_sections")).containsExactly("d1:0");
    }

    @Test
    default void aLaterPositionWinsWhereSequencesAreEqualOrAbsent() {
        StoreUnderTest store = store();
        store.add(DOCUMENT, 5L, false, new Upsert(document("d1", "five")));
        store.add(DOCUMENT, 5L, false, new Upsert(document("d1", "five again")));
        store.apply();
        assertThat(store.row(DOCUMENT)).contains(document("d1", "five again"));

        store.add(DOCUMENT, new Upsert(document("d1", "none")));
        store.apply();
        assertThat(store.row(DOCUMENT)).contains(document("d1", "none"));

        store.add(DOCUMENT, 4L, false, new Upsert(document("d1", "four")));
        assertThat(store.apply().skipped()).isEqualTo(1);
        assertThat(store.row(DOCUMENT)).contains(document("d1", "none"));
    }

    @Test
    default void sequencesAreComparedAsNumbersOverAllOfInt64() {
        StoreUnderTest store = store();
        store.add(DOCUMENT, Long.MIN_VALUE, false, new Upsert(document("d1", "least")));
        store.add(DOCUMENT, 9L, false, new Upsert(document("d1", "nine")));
        store.add(DOCUMENT, 10L, false, new Upsert(document("d1", "ten")));
        store.apply();
        store.add(DOCUMENT, 9L, false, new Upsert(document("d1", "nine")));
        store.add(DOCUMENT, Long.MIN_VALUE, false, new Delete(DOCUMENT));
        assertThat(store.apply().skipped()).isEqualTo(2);
        assertThat(store.row(DOCUMENT)).contains(document("d1", "ten"));

        store.add(DOCUMENT, Long.MAX_VALUE, false, new Upsert(document("d1", "greatest")));
        store.apply();
        store.add(DOCUMENT, Long.MAX_VALUE - 1, false, new Upsert(document("d1", "less")));
        assertThat(store.apply().skipped()).isEqualTo(1);
        assertThat(store.row(DOCUMENT)).contains(document("d1", "greatest"));
    }

    @Test
    default void anOlderSequenceSkipsTheWholeChangeSetAndNothingElse() {
        StoreUnderTest store = store();
        RowKey other = key("documents", "d2");
        store.add(DOCUMENT, 10L, false, new Upsert(document("d1", "ten")), new Upsert(section("d1", 0, "ten")));
        store.apply();
        store.add(
                DOCUMENT,
                9L,
                false,
                new Upsert(document("d1", "nine")),
                new Upsert(section("d1", 0, "nine")),
                new Upsert(section("d1", 1, "nine")));
        store.add(other, 1L, false, new Upsert(document("d2", "one")));

        assertThat(store.apply().skipped()).isEqualTo(1);
        assertThat(store.row(key("document_sections", "d1:0"))).contains(section("d1", 0, "ten"));
        assertThat(store.keys("document_sections")).containsExactly("d1:0");
        assertThat(store.row(other)).contains(document("d2", "one"));
    }

    @Test
    default void theSequenceOfADeletionStaysThoughTheRowComesBack() {
        StoreUnderTest store = store();
        store.add(DOCUMENT, 3L, false, new Upsert(document("d1", "three")));
        store.add(DOCUMENT, 8L, false, new Delete(DOCUMENT));
        store.add(DOCUMENT, new Upsert(document("d1", "back")));
        store.apply();
        store.add(DOCUMENT, 7L, false, new Upsert(document("d1", "seven")));

        assertThat(store.apply().skipped()).isEqualTo(1);
        assertThat(store.row(DOCUMENT)).contains(document("d1", "back"));
    }

    @Test
    default void ifAbsentInsertsWhatIsMissingBelowARowThatIsThere() {
        StoreUnderTest store = store();
        store.add(DOCUMENT, new Upsert(document("d1", "ours")), new Upsert(section("d1", 0, "ours")));
        store.apply();
        store.add(
                DOCUMENT,
                null,
                true,
                new Upsert(document("d1", "old")),
                new ReplaceChildren(
                        "document_sections",
                        DOCUMENT,
                        null,
                        List.of(section("d1", 1, "old"), section("d1", 0, "old"))));
        store.apply();

        assertThat(store.row(DOCUMENT)).contains(document("d1", "ours"));
        assertThat(store.row(key("document_sections", "d1:0"))).contains(section("d1", 0, "ours"));
        assertThat(store.row(key("document_sections", "d1:1"))).contains(section("d1", 1, "old"));
    }
}
