package io.evenkeel.kit.writer;

import io.evenkeel.contract.change.Repair;
import io.evenkeel.contract.change.RepairOutcome;
import io.evenkeel.contract.change.Replay;
import io.evenkeel.contract.store.ApplyResult;
import io.evenkeel.contract.store.ChangeBatch;
import io.evenkeel.contract.store.ChangeBatch.Consumed;
import io.evenkeel.contract.store.FencedException;
import io.evenkeel.contract.store.RefusalSink;
import io.evenkeel.contract.store.ReplayResult;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.store.StoreUnavailableException;
import io.evenkeel.contract.store.StoreWriter;
import io.evenkeel.contract.value.RowKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** What a store knows of its positions and of what was applied, shared by its writers. Thread-safe. */
final class PositionsInMemory {
    private final Map<Integer, StorePosition> positions = new HashMap<>();
    private final Map<Integer, List<Long>> applied = new HashMap<>();
    private int fenced;

    synchronized Map<Integer, StorePosition> positions() {
        return Map.copyOf(positions);
    }

    /** The offsets applied from a partition, in the order in which that was done. */
    synchronized List<Long> applied(int partition) {
        return List.copyOf(applied.getOrDefault(partition, List.of()));
    }

    synchronized int count() {
        return applied.values().stream().mapToInt(List::size).sum();
    }

    /** How often a writer found that another had been there. */
    synchronized int fenced() {
        return fenced;
    }

    /** As a writer that has applied all below that offset. */
    synchronized void move(StorePosition position) {
        positions.put(position.partition(), position);
    }

    private synchronized void apply(ChangeBatch batch) {
        for (Consumed consumed : batch.records()) {
            StorePosition stored = positions.get(consumed.partition());
            if (stored != null && stored.nextOffset() > consumed.offset()) {
                fenced++;
                throw new FencedException("offset " + consumed.offset() + " is applied");
            }
        }
        for (Consumed consumed : batch.records()) {
            int partition = consumed.partition();
            applied.computeIfAbsent(partition, first -> new ArrayList<>()).add(consumed.offset());
            long next = batch.nextOffsets().get(partition);
            positions.put(
                    partition,
                    new StorePosition(partition, next, consumed.changeSet().position()));
        }
    }

    /** A writer that applies a batch only when it is let. */
    final class Writer implements StoreWriter {
        private final Semaphore permits = new Semaphore(0);
        private final AtomicInteger begun = new AtomicInteger();
        private final AtomicBoolean fails = new AtomicBoolean();
        private final AtomicBoolean busy = new AtomicBoolean();

        void let(int batches) {
            permits.release(batches);
        }

        /** Has the next batch that is let fail. */
        void fail() {
            fails.set(true);
        }

        /** How many batches were begun. */
        int begun() {
            return begun.get();
        }

        @Override
        public void prepare() {
            alone(() -> {});
        }

        @Override
        public Map<Integer, StorePosition> positions() {
            alone(() -> {});
            return PositionsInMemory.this.positions();
        }

        @Override
        public ApplyResult apply(ChangeBatch batch, RefusalSink refusals) {
            alone(() -> {
                begun.incrementAndGet();
                permits.acquireUninterruptibly();
                if (fails.compareAndSet(true, false)) {
                    throw new StoreUnavailableException("let fail", new IllegalStateException());
                }
                refusals.await();
                PositionsInMemory.this.apply(batch);
            });
            return new ApplyResult(0, 0, 0, 0);
        }

        @Override
        public ReplayResult replay(Replay replay, long offset) {
            throw new UnsupportedOperationException("no replays here");
        }

        @Override
        public Map<RowKey, RepairOutcome> repair(Repair repair) {
            throw new UnsupportedOperationException("no repairs here");
        }

        private void alone(Runnable work) {
            if (!busy.compareAndSet(false, true)) {
                throw new AssertionError("two threads use one writer");
            }
            try {
                work.run();
            } finally {
                busy.set(false);
            }
        }
    }
}
