package io.evenkeel.contract.store;

import static io.evenkeel.contract.store.Rows.document;
import static io.evenkeel.contract.store.Rows.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.change.Change.Delete;
import io.evenkeel.contract.change.Change.Upsert;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.change.Provenance;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** How far a store has come. */
interface PositionConformance extends StoreTests {
    @Test
    default void aNewStoreHasNoPositions() {
        StoreUnderTest store = store();
        assertThat(store.writer().positions()).isEmpty();
        assertThat(store.reader().positions()).isEmpty();
        assertThat(store.scanner().positions()).isEmpty();
    }

    @Test
    default void rowsAndPositionStandTogether() {
        StoreUnderTest store = store();
        Position first = store.add(DOCUMENT, new Upsert(document("d1", "one")));
        store.apply();
        Position second = store.add(key("documents", "d2"), new Upsert(document("d2", "two")));
        store.apply();

        assertThat(store.reached()).isEqualTo(new StorePosition(StoreUnderTest.PARTITION, 4, second));
        assertThat(store.reader().get(DOCUMENT).covers(second)).isTrue();
        assertThat(store.position(DOCUMENT)).contains(first);
        assertThat(store.reader().positions()).isEqualTo(store.writer().positions());
        assertThat(store.scanner().positions()).isEqualTo(store.writer().positions());
    }

    @Test
    default void anEmptyChangeSetMovesThePosition() {
        StoreUnderTest store = store();
        Position last = store.add(DOCUMENT);
        store.apply();
        assertThat(store.reached()).isEqualTo(new StorePosition(StoreUnderTest.PARTITION, 2, last));
    }

    @Test
    default void offsetsWithoutRecordsMoveThePositionAndNothingElse() {
        StoreUnderTest store = store();
        Position first = store.add(DOCUMENT, new Upsert(document("d1", "one")));
        store.apply();

        assertThat(store.apply(store.log().pass(5))).isEqualTo(new ApplyResult(0, 0, 0, 0));
        assertThat(store.reached()).isEqualTo(new StorePosition(StoreUnderTest.PARTITION, 7, first));

        Position second = store.add(DOCUMENT, new Upsert(document("d1", "two")));
        store.apply();
        assertThat(store.reached()).isEqualTo(new StorePosition(StoreUnderTest.PARTITION, 9, second));
        assertThat(store.row(DOCUMENT)).contains(document("d1", "two"));
    }

    @Test
    default void aGapBetweenBatchesIsPassed() {
        StoreUnderTest store = store();
        store.add(DOCUMENT, new Upsert(document("d1", "one")));
        store.apply();
        store.log().pass(100);
        Position second = store.add(DOCUMENT, new Upsert(document("d1", "two")));
        store.apply();
        assertThat(store.reached()).isEqualTo(new StorePosition(StoreUnderTest.PARTITION, 104, second));
    }

    @Test
    default void offsetsBeforeTheFirstRecordLeaveNoPosition() {
        StoreUnderTest store = store();
        store.apply(store.log().pass(3));
        assertThat(store.writer().positions()).isEmpty();
        Position first = store.add(DOCUMENT, new Upsert(document("d1", "one")));
        store.apply();
        assertThat(store.reached()).isEqualTo(new StorePosition(StoreUnderTest.PARTITION, 5, first));
    }

    @Test
    default void everyPartitionHasAPositionOfItsOwn() {
        StoreUnderTest store = store();
        Map<Integer, StorePosition> expected = new HashMap<>();
        List<ChangeBatch.Consumed> records = new ArrayList<>();
        Map<Integer, Long> next = new HashMap<>();
        for (int partition = 0; partition < 5; partition++) {
            LogOfChanges log = new LogOfChanges(1_000, partition);
            Position last = null;
            for (int i = 0; i <= partition; i++) {
                String id = partition + "-" + i;
                last = log.add(key("documents", id), new Upsert(document(id, "in " + partition)));
            }
            ChangeBatch batch = log.take();
            records.addAll(batch.records());
            next.putAll(batch.nextOffsets());
            expected.put(partition, new StorePosition(partition, 2L * (partition + 1), Objects.requireNonNull(last)));
        }
        store.apply(new ChangeBatch(records, next));

        assertThat(store.writer().positions()).isEqualTo(expected);
        assertThat(store.reader().counts("default").value()).containsEntry("documents", 15L);

        store.add(DOCUMENT, new Upsert(document("d1", "one")));
        ChangeBatch below = store.log().take();
        store.apply(new ChangeBatch(
                below.records().stream()
                        .map(record -> new ChangeBatch.Consumed(7, record.offset(), record.changeSet()))
                        .toList(),
                Map.of(7, 2L)));
        assertThat(store.writer().positions()).containsAllEntriesOf(expected).containsKey(7);
    }

    @Test
    default void aRefusedChangeSetIsPassedToo() {
        StoreUnderTest store = store();
        Position refused = store.add(
                key("documents", "never"), new Upsert(Rows.section("never", 0, "orphan")), new Delete(DOCUMENT));
        assertThat(store.apply().refused()).isEqualTo(1);
        assertThat(store.reached()).isEqualTo(new StorePosition(StoreUnderTest.PARTITION, 2, refused));
    }

    @Test
    default void countsWhatMadeTheVectorsAlsoOfWhatIsRefusedOrSkipped() {
        StoreUnderTest store = store();
        Provenance one = new Provenance("one@0123456789abcdef", "engine 1", "basic", "cpu");
        Provenance two = new Provenance("one@0123456789abcdef", "engine 1", "basic", "cuda:0");
        store.log().addEmbedded(DOCUMENT, one, new Upsert(document("d1", "one")));
        store.add(DOCUMENT, new Upsert(document("d1", "without a vector")));
        store.apply();
        store.log().addEmbedded(DOCUMENT, two, new Upsert(document("d1", "two")));
        Position orphan = store.log()
                .addEmbedded(key("documents", "none"), one, new Upsert(Rows.section("none", 1, "an orphan")));
        Position last = store.log().addEmbedded(DOCUMENT, two, new Delete(DOCUMENT));
        ChangeBatch batch = store.log().take();
        store.apply(batch);
        assertThat(store.refused()).hasSize(1);

        assertThat(store.scanner().vectorOrigins().value())
                .containsExactly(new VectorOrigin(one, 2, orphan), new VectorOrigin(two, 2, last));
        assertThat(store.scanner().vectorOrigins().positions())
                .isEqualTo(store.writer().positions());
    }
}
