package io.evenkeel.contract.store;

import static io.evenkeel.contract.store.Rows.chunk;
import static io.evenkeel.contract.store.Rows.document;
import static io.evenkeel.contract.store.Rows.key;
import static io.evenkeel.contract.store.Rows.section;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.change.Change.Delete;
import io.evenkeel.contract.change.Change.ReplaceChildren;
import io.evenkeel.contract.change.Change.Upsert;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.change.Replay;
import io.evenkeel.contract.value.RowKey;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Change sets that a store has missed, written again when it has gone on. */
interface ReplayConformance extends StoreTests {
    /** Appends a change set that the store passes without applying it, as one that it refuses. */
    private static ChangeBatch.Consumed missed(
            StoreUnderTest store, RowKey root, @Nullable Long sequence, Change... changes) {
        store.apply();
        store.add(root, sequence, false, changes);
        ChangeBatch.Consumed missed = store.log().take().records().getFirst();
        store.add(key("documents", "beside"), new Upsert(document("beside", "passes it")));
        store.apply();
        return missed;
    }

    private static ReplayResult replay(
            StoreUnderTest store, ChangeBatch.Consumed missed, Set<RowKey> put, Set<RowKey> removed) {
        StorePosition reached = store.reached();
        Position asOf = reached == null ? missed.changeSet().position() : reached.applied();
        ReplayResult result =
                store.writer().replay(new Replay(missed.changeSet(), put, removed, asOf), missed.offset());
        assertThat(store.reached()).as("the position stays").isEqualTo(reached);
        return result;
    }

    @Test
    default void writesWhatWasMissedUnderItsOwnPositionAndOnce() {
        StoreUnderTest store = store();
        RowKey section = key("document_sections", "d1:0");
        ChangeBatch.Consumed missed =
                missed(store, DOCUMENT, null, new Upsert(document("d1", "one")), new Upsert(section("d1", 0, "text")));

        ReplayResult first = replay(store, missed, Set.of(DOCUMENT, section), Set.of());

        assertThat(first)
                .isInstanceOfSatisfying(
                        ReplayResult.Applied.class,
                        applied -> assertThat(applied.rows()).containsExactly(DOCUMENT, section));
        assertThat(store.row(DOCUMENT)).contains(document("d1", "one"));
        assertThat(store.row(section)).contains(section("d1", 0, "text"));
        assertThat(store.position(DOCUMENT)).contains(missed.changeSet().position());
        assertThat(replay(store, missed, Set.of(DOCUMENT, section), Set.of())).isEqualTo(new ReplayResult.Skipped());
    }

    @Test
    default void bringsBackNothingThatTheLogHasReplacedSince() {
        StoreUnderTest store = store();
        ChangeBatch.Consumed missed = missed(
                store,
                DOCUMENT,
                null,
                new Upsert(document("d1", "long")),
                new Upsert(section("d1", 0, "still there")),
                new ReplaceChildren(
                        "search_chunks",
                        DOCUMENT,
                        "document",
                        List.of(chunk("d1", 0, "document", "a"), chunk("d1", 1, "document", "b"))));
        store.add(
                DOCUMENT,
                new Upsert(document("d1", "short")),
                new ReplaceChildren("search_chunks", DOCUMENT, "document", List.of(chunk("d1", 0, "document", "s"))));
        store.apply();

        replay(store, missed, Set.of(key("document_sections", "d1:0")), Set.of());

        assertThat(store.row(DOCUMENT)).contains(document("d1", "short"));
        assertThat(store.keys("document_sections")).containsExactly("d1:0");
        assertThat(store.keys("search_chunks")).containsExactly("d1:document:0");
        assertThat(store.row(key("search_chunks", "d1:document:0"))).contains(chunk("d1", 0, "document", "s"));
    }

    @Test
    default void aReplayedReplacementRemovesTheChildrenThatItDoesNotList() {
        StoreUnderTest store = store();
        store.add(
                DOCUMENT,
                new Upsert(document("d1", "long")),
                new Upsert(chunk("d1", 0, "document", "a")),
                new Upsert(chunk("d1", 1, "document", "b")),
                new Upsert(chunk("d1", 2, "document", "c")));
        ChangeBatch.Consumed missed = missed(
                store,
                DOCUMENT,
                null,
                new ReplaceChildren("search_chunks", DOCUMENT, "document", List.of(chunk("d1", 0, "document", "s"))));
        store.add(DOCUMENT, new Upsert(chunk("d1", 2, "document", "made again")));
        store.apply();

        replay(
                store,
                missed,
                Set.of(key("search_chunks", "d1:document:0")),
                Set.of(key("search_chunks", "d1:document:1")));

        assertThat(store.row(key("search_chunks", "d1:document:0"))).contains(chunk("d1", 0, "document", "s"));
        assertThat(store.row(key("search_chunks", "d1:document:1"))).isEmpty();
        assertThat(store.row(key("search_chunks", "d1:document:2"))).contains(chunk("d1", 2, "document", "made again"));
    }

    @Test
    default void aReplayedDeleteLeavesWhatWasMadeAgainSince() {
        StoreUnderTest store = store();
        store.add(
                DOCUMENT,
                new Upsert(document("d1", "first")),
                new Upsert(section("d1", 0, "first")),
                new Upsert(section("d1", 1, "first")));
        ChangeBatch.Consumed missed = missed(store, DOCUMENT, null, new Delete(DOCUMENT));
        store.add(DOCUMENT, new Upsert(document("d1", "second")), new Upsert(section("d1", 1, "second")));
        store.apply();

        replay(store, missed, Set.of(), Set.of(key("document_sections", "d1:0")));

        assertThat(store.row(DOCUMENT)).contains(document("d1", "second"));
        assertThat(store.keys("document_sections")).containsExactly("d1:1");
        assertThat(store.row(key("document_sections", "d1:1"))).contains(section("d1", 1, "second"));
    }

    @Test
    default void aReplayedDeleteTakesWhatThisStoreHasPutBelowSince() {
        StoreUnderTest store = store();
        store.add(DOCUMENT, new Upsert(document("d1", "one")), new Upsert(section("d1", 0, "text")));
        ChangeBatch.Consumed missed = missed(store, DOCUMENT, null, new Delete(DOCUMENT));
        store.add(DOCUMENT, new Upsert(section("d1", 1, "the log has no owner for it")));
        store.apply();

        replay(store, missed, Set.of(), Set.of(DOCUMENT, key("document_sections", "d1:0")));

        assertThat(store.keys("documents")).containsExactly("beside");
        assertThat(store.keys("document_sections")).isEmpty();
        store.add(DOCUMENT, new Upsert(section("d1", 2, "late")));
        assertThat(store.apply().refused()).as("the owner has a tombstone").isZero();
        assertThat(store.keys("document_sections")).isEmpty();
    }

    @Test
    default void aReplayRaisesTheRootsSequence() {
        StoreUnderTest store = store();
        store.add(DOCUMENT, 1L, false, new Upsert(document("d1", "one")));
        RowKey section = key("document_sections", "d1:0");
        ChangeBatch.Consumed missed = missed(store, DOCUMENT, 5L, new Upsert(section("d1", 0, "five")));

        replay(store, missed, Set.of(section), Set.of());
        store.add(DOCUMENT, 4L, false, new Upsert(document("d1", "four")));

        assertThat(store.apply().skipped()).isEqualTo(1);
        assertThat(store.row(DOCUMENT)).contains(document("d1", "one"));
        assertThat(store.row(section)).isPresent();
    }

    @Test
    default void aReplayThatKnowsLessThanTheStoreChangesNothing() {
        StoreUnderTest store = store();
        ChangeBatch.Consumed missed = missed(store, DOCUMENT, null, new Upsert(document("d1", "one")));
        store.add(DOCUMENT, new Upsert(document("d1", "two")));
        store.apply();

        Replay outdated = new Replay(
                missed.changeSet(),
                Set.of(DOCUMENT),
                Set.of(),
                missed.changeSet().position());

        assertThat(store.writer().replay(outdated, missed.offset())).isInstanceOf(ReplayResult.NotNow.class);
        assertThat(store.row(DOCUMENT)).contains(document("d1", "two"));
    }

    @Test
    default void whatTheStoreHasNotPassedIsNotReplayed() {
        StoreUnderTest store = store();
        store.add(DOCUMENT, new Upsert(document("d1", "one")));
        ChangeBatch batch = store.log().take();

        ReplayResult result = replay(store, batch.records().getFirst(), Set.of(DOCUMENT), Set.of());

        assertThat(result).isInstanceOf(ReplayResult.NotNow.class);
        assertThat(store.keys("documents")).isEmpty();
        assertThat(store.apply(batch).rowsPut()).isEqualTo(1);
    }

    @Test
    default void aChildIsRefusedUntilItsOwnerIsThere() {
        StoreUnderTest store = store();
        RowKey section = key("document_sections", "d1:0");
        ChangeBatch.Consumed owner = missed(store, DOCUMENT, null, new Upsert(document("d1", "one")));
        ChangeBatch.Consumed child = missed(store, DOCUMENT, null, new Upsert(section("d1", 0, "text")));

        assertThat(replay(store, child, Set.of(section), Set.of()))
                .isInstanceOfSatisfying(
                        ReplayResult.Refused.class,
                        refused -> assertThat(refused.verdict().code()).isEqualTo("orphan"));
        assertThat(store.keys("document_sections")).isEmpty();

        replay(store, owner, Set.of(DOCUMENT), Set.of());
        replay(store, child, Set.of(section), Set.of());
        assertThat(store.row(section)).contains(section("d1", 0, "text"));
    }
}
