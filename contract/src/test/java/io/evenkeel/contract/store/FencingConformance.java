package io.evenkeel.contract.store;

import static io.evenkeel.contract.store.Rows.document;
import static io.evenkeel.contract.store.Rows.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.contract.change.Change.Delete;
import io.evenkeel.contract.change.Change.Upsert;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Who may move a store on: of several writers, one for each position. */
interface FencingConformance extends StoreTests {
    @Test
    default void aBatchBelowTheStoredPositionIsFenced() {
        StoreUnderTest store = store();
        store.add(DOCUMENT, new Upsert(document("d1", "one")));
        ChangeBatch first = store.log().take();
        store.apply(first);
        store.add(DOCUMENT, new Upsert(document("d1", "two")));
        store.apply();
        StorePosition reached = store.reached();

        assertThatThrownBy(() -> store.apply(first)).isInstanceOf(FencedException.class);
        assertThat(store.row(DOCUMENT)).contains(document("d1", "two"));
        assertThat(store.reached()).isEqualTo(reached);
    }

    @Test
    default void aBatchThatOverlapsTheStoredPositionIsFencedAsAWhole() {
        StoreUnderTest store = store();
        store.add(DOCUMENT, new Upsert(document("d1", "one")));
        ChangeBatch first = store.log().take();
        store.apply(first);
        StorePosition reached = store.reached();
        store.add(DOCUMENT, new Upsert(document("d1", "two")));
        ChangeBatch second = store.log().take();
        List<ChangeBatch.Consumed> both = new ArrayList<>(first.records());
        both.addAll(second.records());

        assertThatThrownBy(() -> store.apply(new ChangeBatch(both, second.nextOffsets())))
                .isInstanceOf(FencedException.class);
        assertThat(store.row(DOCUMENT)).contains(document("d1", "one"));
        assertThat(store.reached()).isEqualTo(reached);
    }

    @Test
    default void onePartitionBelowItsPositionFencesTheWholeBatch() {
        StoreUnderTest store = store();
        store.add(DOCUMENT, new Upsert(document("d1", "one")));
        ChangeBatch stale = store.log().take();
        store.apply(stale);
        LogOfChanges elsewhere = new LogOfChanges(1_000, StoreUnderTest.PARTITION + 1);
        elsewhere.add(key("documents", "d2"), new Upsert(document("d2", "new")));
        ChangeBatch fresh = elsewhere.take();
        List<ChangeBatch.Consumed> records = new ArrayList<>(fresh.records());
        records.addAll(stale.records());

        assertThatThrownBy(() -> store.apply(new ChangeBatch(
                        records, Map.of(StoreUnderTest.PARTITION, 2L, StoreUnderTest.PARTITION + 1, 2L))))
                .isInstanceOf(FencedException.class);
        assertThat(store.keys("documents")).containsExactly("d1");
        assertThat(store.writer().positions()).containsOnlyKeys(StoreUnderTest.PARTITION);
    }

    @Test
    default void offsetsWithoutRecordsNeverMoveAPositionBack() {
        StoreUnderTest store = store();
        store.add(DOCUMENT, new Upsert(document("d1", "one")));
        store.apply();
        ChangeBatch stale = new ChangeBatch(List.of(), Map.of(StoreUnderTest.PARTITION, 1L));
        StorePosition reached = store.reached();

        assertThatThrownBy(() -> store.apply(stale)).isInstanceOf(FencedException.class);
        assertThat(store.reached()).isEqualTo(reached);
    }

    @Test
    default void aWriterWhosePositionAnotherHasMovedIsFencedAndChangesNothing() {
        StoreUnderTest store = store();
        store.add(DOCUMENT, new Upsert(document("d1", "one")));
        store.apply();
        store.add(DOCUMENT, new Upsert(document("d1", "two")));
        ChangeBatch second = store.log().take();
        store.add(DOCUMENT, new Delete(DOCUMENT));
        store.add(key("documents", "d2"), new Upsert(document("d2", "from the zombie")));
        ChangeBatch third = store.log().take();
        List<ChangeBatch.Consumed> rest = new ArrayList<>(second.records());
        rest.addAll(third.records());

        Store other = store.another();
        handOver(store.first());
        other.writer().apply(second, store.refused()::addAll);
        handOver(other);
        ChangeBatch zombies = new ChangeBatch(rest, third.nextOffsets());
        assertThatThrownBy(() -> store.apply(zombies)).isInstanceOf(FencedException.class);
        handOver(store.first());

        Store seen = store.another();
        assertThat(seen.reader().get(DOCUMENT).value()).contains(document("d1", "two"));
        assertThat(seen.reader().get(key("documents", "d2")).value()).isEmpty();
        assertThat(seen.reader().positions())
                .isEqualTo(Map.of(
                        StoreUnderTest.PARTITION,
                        new StorePosition(
                                StoreUnderTest.PARTITION,
                                4,
                                second.records().getFirst().changeSet().position())));
    }

    @Test
    default void ofTwoWritersAtOnceOneAppliesEachBatchOrTheSecondIsRefused() throws Exception {
        StoreUnderTest store = store();
        Store other = store.another();
        if (!admitsSeveralWriters()) {
            assertThatThrownBy(() -> other.writer().positions())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("another");
            return;
        }
        List<ChangeBatch> batches = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            store.add(key("documents", "d" + i), new Upsert(document("d" + i, "row " + i)));
            store.add(DOCUMENT, new Upsert(document("d1", "version " + i)));
            batches.add(store.log().take());
        }
        int put = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Callable<Integer> first = () -> race(store.first().writer(), batches);
            Callable<Integer> second = () -> race(other.writer(), batches);
            for (Future<Integer> racer : threads.invokeAll(List.of(first, second))) {
                put += racer.get();
            }
        } catch (ExecutionException failed) {
            throw new AssertionError(failed.getCause());
        }
        assertThat(put).isEqualTo(batches.size() * 2 - 1);
        assertThat(store.keys("documents")).hasSize(batches.size());
        assertThat(store.row(DOCUMENT)).contains(document("d1", "version 39"));
    }

    /** Lets another writer in, where there may be only one. The store that hands over opens itself again to write. */
    private void handOver(Store store) {
        if (!admitsSeveralWriters()) {
            store.close();
        }
    }

    /** Applies whatever is next, as a writer does that somebody else writes beside; returns how many rows it put. */
    private static int race(StoreWriter writer, List<ChangeBatch> batches) {
        int put = 0;
        while (true) {
            StorePosition reached = writer.positions().get(StoreUnderTest.PARTITION);
            long next = reached == null ? 0 : reached.nextOffset();
            var batch = batches.stream()
                    .filter(candidate -> candidate.records().getFirst().offset() == next)
                    .findFirst();
            if (batch.isEmpty()) {
                return put;
            }
            try {
                put += writer.apply(batch.get(), refusals -> {}).rowsPut();
            } catch (FencedException movedOn) {
                // The other one was faster.
            }
        }
    }
}
