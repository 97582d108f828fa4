package io.evenkeel.parity.sweep;

import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.KeyRange;
import io.evenkeel.contract.store.RangeSum;
import io.evenkeel.contract.store.Snapshot;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.store.StoreScanner;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.parity.finding.Witnesses;
import io.evenkeel.parity.ledger.LedgerSum;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * Compares a range of rows by sums alone: each store's with the ledger's, of the same rows.
 *
 * <p>Why equal sums mean equal rows, and rows in flight are no difference: a store opens a snapshot, in which it stands at
 * position S, and is held against the ledger as it stands, at S or beyond. A row whose last change in the ledger is at or before
 * S has been applied by the store, and nothing later for it, since the ledger would know: the snapshot holds the ledger's
 * version, or the store differs. A row whose last change is beyond S may be there in either version; it is in flight, left out
 * on both sides, by key, within the same snapshot, and is the tail's to compare. A key that the ledger does not know, or knows
 * as deleted, adds to the store's sum alone. So without a difference both sums are of the same rows, and with one they are equal
 * only by a collision of digests. A row that names a position which its store has not reached is a difference that digests do
 * not show; the store tells of it apart.
 */
final class RangeSums {
    private final Witnesses witnesses;
    private final ExecutorService readers;

    /**
     * Sums of those witnesses.
     *
     * @param readers with a thread for each store of each range that is compared at a time
     */
    RangeSums(Witnesses witnesses, ExecutorService readers) {
        this.witnesses = witnesses;
        this.readers = readers;
    }

    /**
     * What a comparison came to.
     *
     * @param equal whether each store holds what the log says, but for rows in flight
     * @param live about how many rows were compared: exact where nothing is in flight
     * @param inFlight the rows that some store may not hold yet
     * @param slowest how long the slower store took
     */
    record Outcome(boolean equal, long live, Set<RowKey> inFlight, Duration slowest) {}

    private record StoreSum(Snapshot<RangeSum> store, LedgerSum ledger, Duration took) {
        boolean isEqual() {
            return store.value().sum().equals(ledger.sum()) && !store.value().ahead();
        }
    }

    /**
     * Compares.
     *
     * @param rows how many the ledger has in that range at most
     * @return empty when the ledger did not come as far as the stores in time
     * @throws io.evenkeel.contract.store.StoreUnavailableException when a store cannot be reached
     */
    Optional<Outcome> compare(String entity, KeyRange range, int rows) throws InterruptedException {
        // Stores that stand alike are held against the same sum.
        Map<Map<Integer, StorePosition>, LedgerSum> ledger = new ConcurrentHashMap<>();
        Map<Backend, Future<StoreSum>> reading = new EnumMap<>(Backend.class);
        List<StoreSum> sums = new ArrayList<>();
        witnesses
                .stores()
                .forEach((backend, store) ->
                        reading.put(backend, readers.submit(() -> sum(store, entity, range, rows, ledger))));
        try {
            for (Future<StoreSum> sum : reading.values()) {
                sums.add(sum.get());
            }
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof BehindException) {
                return Optional.empty();
            }
            throw cause(failed);
        }
        Set<RowKey> inFlight = new HashSet<>();
        sums.forEach(sum -> inFlight.addAll(sum.ledger().inFlight()));
        return Optional.of(new Outcome(
                sums.stream().allMatch(StoreSum::isEqual),
                sums.stream().mapToLong(sum -> sum.ledger().sum().rows()).min().orElse(0),
                inFlight,
                sums.stream().map(StoreSum::took).max(Duration::compareTo).orElse(Duration.ZERO)));
    }

    /** What went wrong in another thread, to be thrown in this one. */
    static RuntimeException cause(ExecutionException failed) {
        return failed.getCause() instanceof RuntimeException fault ? fault : new IllegalStateException(failed);
    }

    private StoreSum sum(
            StoreScanner store,
            String entity,
            KeyRange range,
            int rows,
            Map<Map<Integer, StorePosition>, LedgerSum> ledger) {
        long begun = System.nanoTime();
        // A store that has more than the log and what is in flight together differs, however many more it has.
        Snapshot<RangeSum> sum = store.sum(
                entity,
                range,
                2 * rows + 1,
                positions -> ledger.computeIfAbsent(positions, stood -> ledger(entity, range, stood))
                        .inFlight());
        return new StoreSum(
                sum, Objects.requireNonNull(ledger.get(sum.positions())), Duration.ofNanos(System.nanoTime() - begun));
    }

    private LedgerSum ledger(String entity, KeyRange range, Map<Integer, StorePosition> store) {
        try {
            return witnesses.ledgerAt(entity, range, store).orElseThrow(BehindException::new);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new BehindException();
        }
    }

    /** The ledger has not come as far as a store. */
    private static final class BehindException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
