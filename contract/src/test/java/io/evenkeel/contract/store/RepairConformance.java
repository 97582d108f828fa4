package io.evenkeel.contract.store;

import static io.evenkeel.contract.store.Rows.chunk;
import static io.evenkeel.contract.store.Rows.document;
import static io.evenkeel.contract.store.Rows.key;
import static io.evenkeel.contract.store.Rows.row;
import static io.evenkeel.contract.store.Rows.section;
import static io.evenkeel.contract.store.Rows.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.change.Change.Delete;
import io.evenkeel.contract.change.Change.Upsert;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.change.Repair;
import io.evenkeel.contract.change.RepairOutcome;
import io.evenkeel.contract.change.RowWrite;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.Value;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rows that a store does not hold as the log has them, written over; a repair of what is right plants the fault. */
interface RepairConformance extends StoreTests {
    RowKey SECTION = key("document_sections", "d1:0");

    private static Map<RowKey, RepairOutcome> repair(StoreUnderTest store, RowWrite... rows) {
        StorePosition reached = Objects.requireNonNull(store.reached());
        return repair(store, reached.applied(), rows);
    }

    private static Map<RowKey, RepairOutcome> repair(StoreUnderTest store, Position asOf, RowWrite... rows) {
        StorePosition reached = store.reached();
        Map<RowKey, RepairOutcome> outcomes =
                store.writer().repair(new Repair(List.of(rows), Map.of(asOf.partition(), asOf)));
        assertThat(store.reached()).as("the position stays").isEqualTo(reached);
        assertThat(outcomes).hasSameSizeAs(rows);
        return outcomes;
    }

    private static RowWrite put(Row row, Position position) {
        return new RowWrite.Put(row, position, null);
    }

    private static RowWrite remove(RowKey key, Position position) {
        return new RowWrite.Remove(key, position, null);
    }

    private static void written(Map<RowKey, RepairOutcome> outcomes) {
        assertThat(outcomes.values()).allSatisfy(one -> assertThat(one).isEqualTo(new RepairOutcome.Written()));
    }

    private static void notNow(RepairOutcome outcome, Set<RowKey> first) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        RepairOutcome.NotNow.class,
                        notNow -> assertThat(notNow.first()).isEqualTo(first));
    }

    @Test
    default void writesWhatTheLogSaysOverWhateverIsThere() {
        StoreUnderTest store = store();
        Row chunk = chunk("d1", 0, "document", "a");
        Position position = store.add(DOCUMENT, new Upsert(document("d1", "one")), new Upsert(chunk));
        store.apply();
        String digest = store.digest(chunk.key()).orElseThrow();
        written(repair(
                store, put(document("d1", "tampered"), position), put(chunk("d1", 0, "document", "b"), position)));
        assertThat(store.digest(chunk.key())).isPresent().get().isNotEqualTo(digest);

        written(repair(store, put(chunk, position), put(document("d1", "one"), position)));

        assertThat(store.row(DOCUMENT)).contains(document("d1", "one"));
        assertThat(store.row(chunk.key())).contains(chunk);
        assertThat(store.digest(chunk.key())).as("bit for bit").contains(digest);
        assertThat(store.position(DOCUMENT)).contains(position);
    }

    @Test
    default void writesMissingRowsWithTheirOwners() {
        StoreUnderTest store = store();
        Position position =
                store.add(DOCUMENT, new Upsert(document("d1", "one")), new Upsert(section("d1", 0, "text")));
        store.apply();
        written(repair(store, new RowWrite.Erase(SECTION), new RowWrite.Erase(DOCUMENT)));
        assertThat(store.keys("documents")).isEmpty();

        RowWrite section = put(section("d1", 0, "text"), position);
        notNow(repair(store, section).get(SECTION), Set.of(DOCUMENT));
        assertThat(store.keys("document_sections")).isEmpty();
        written(repair(store, section, put(document("d1", "one"), position)));

        assertThat(store.row(DOCUMENT)).contains(document("d1", "one"));
        assertThat(store.row(SECTION)).contains(section("d1", 0, "text"));
    }

    @Test
    default void whatTheLogNeverNamedLeavesNoTraceAndWhatItDeletedLeavesItsTombstone() {
        StoreUnderTest store = store();
        store.add(DOCUMENT, new Upsert(document("d1", "one")));
        Position deleted = store.add(DOCUMENT, new Delete(DOCUMENT));
        store.apply();
        RowKey stray = key("documents", "stray");
        written(repair(store, put(document("d1", "extra"), deleted), put(document("stray", "extra"), deleted)));
        assertThat(store.keys("documents")).containsExactly("d1", "stray");

        written(repair(store, remove(DOCUMENT, deleted), new RowWrite.Erase(stray)));

        assertThat(store.keys("documents")).isEmpty();
        store.add(DOCUMENT, null, true, new Upsert(document("d1", "backfilled")));
        store.add(stray, null, true, new Upsert(document("stray", "backfilled")));
        store.apply();
        assertThat(store.keys("documents")).containsExactly("stray");
    }

    @Test
    default void rowsBelowOneThatGoesHaveToGoFirstByName() {
        StoreUnderTest store = store();
        Position one = store.add(DOCUMENT, new Upsert(document("d1", "one")), new Upsert(section("d1", 0, "text")));
        store.apply();

        notNow(repair(store, new RowWrite.Erase(DOCUMENT)).get(DOCUMENT), Set.of(SECTION));
        assertThat(store.row(SECTION)).contains(section("d1", 0, "text"));
        assertThat(store.position(DOCUMENT)).contains(one);

        written(repair(store, new RowWrite.Erase(DOCUMENT), new RowWrite.Erase(SECTION)));
        assertThat(store.keys("documents")).isEmpty();
        assertThat(store.keys("document_sections")).isEmpty();
    }

    @Test
    default void aRowThatHangsUnderAnotherIsTakenBackBeforeThatOneGoes() {
        StoreUnderTest store = store();
        Position position =
                store.add(DOCUMENT, new Upsert(document("d1", "one")), new Upsert(section("d1", 0, "text")));
        store.apply();
        RowKey stray = key("documents", "stray");
        Row moved = row(SECTION, Map.of("document_id", text("stray"), "order", new Value.Int64(0), "text", text("t")));
        written(repair(store, put(document("stray", "extra"), position), put(moved, position)));

        written(repair(store, new RowWrite.Erase(stray), put(section("d1", 0, "text"), position)));

        assertThat(store.keys("documents")).containsExactly("d1");
        assertThat(store.row(SECTION)).contains(section("d1", 0, "text"));
    }

    @Test
    default void whatALaterEventHasChangedStays() {
        StoreUnderTest store = store();
        Position first = store.add(DOCUMENT, new Upsert(document("d1", "one")), new Upsert(section("d1", 0, "one")));
        RowKey gone = key("documents", "gone");
        Position second = store.add(gone, new Upsert(document("gone", "one")));
        store.add(DOCUMENT, new Upsert(document("d1", "two")));
        store.add(gone, new Delete(gone));
        store.apply();

        Map<RowKey, RepairOutcome> outcomes = repair(
                store,
                second,
                put(document("d1", "one"), first),
                put(section("d1", 0, "its owner has changed"), first),
                put(document("gone", "one"), second));

        assertThat(outcomes.values()).allSatisfy(outcome -> notNow(outcome, Set.of()));
        notNow(repair(store, second, new RowWrite.Erase(DOCUMENT)).get(DOCUMENT), Set.of());
        assertThat(store.row(DOCUMENT)).contains(document("d1", "two"));
        assertThat(store.row(SECTION)).contains(section("d1", 0, "one"));
        assertThat(store.row(gone)).isEmpty();
    }

    @Test
    default void aPositionThatTheStoreHasNotReachedIsNoLaterEvent() {
        StoreUnderTest store = store();
        Position position = store.add(DOCUMENT, new Upsert(document("d1", "one")));
        Position last = store.add(key("documents", "d2"), new Upsert(document("d2", "two")));
        store.apply();
        Position beyond = new Position(last.epoch(), last.partition(), last.offset() + 1);
        Row tampered = document("d1", "tampered");
        notNow(repair(store, put(tampered, beyond)).get(DOCUMENT), Set.of());
        written(repair(store, put(tampered, last)));

        written(repair(store, put(document("d1", "one"), position)));

        assertThat(store.row(DOCUMENT)).contains(document("d1", "one"));
        assertThat(store.position(DOCUMENT)).contains(position);
    }

    @Test
    default void aSequenceThatWasRaisedSinceStays() {
        StoreUnderTest store = store();
        Position position = store.add(DOCUMENT, 5L, false, new Upsert(document("d1", "five")));
        store.apply();

        written(repair(store, new RowWrite.Put(document("d1", "repaired"), position, 3L)));
        store.add(DOCUMENT, 4L, false, new Upsert(document("d1", "four")));

        assertThat(store.apply().skipped()).isEqualTo(1);
        assertThat(store.row(DOCUMENT)).contains(document("d1", "repaired"));
    }

    @Test
    default void aRowThatTheStoreRefusesKeepsNoOtherFromBeingRepaired() {
        StoreUnderTest store = store();
        RowKey other = key("documents", "d2");
        Position position = store.add(DOCUMENT, new Upsert(document("d1", "one")));
        store.add(other, new Upsert(document("d2", "two")));
        store.apply();
        Row withoutPath = row(DOCUMENT, Map.of("path", Value.NULL, "type", text("pdf")));

        Map<RowKey, RepairOutcome> outcomes =
                repair(store, put(withoutPath, position), put(document("d2", "repaired"), position));

        assertThat(outcomes.get(DOCUMENT))
                .isInstanceOfSatisfying(
                        RepairOutcome.Refused.class,
                        refused -> assertThat(refused.verdict().code()).isEqualTo("store-refused"));
        assertThat(outcomes.get(other)).isEqualTo(new RepairOutcome.Written());
        assertThat(store.row(DOCUMENT)).contains(document("d1", "one"));
        assertThat(store.row(other)).contains(document("d2", "repaired"));
    }
}
