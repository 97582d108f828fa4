package io.evenkeel.bench.writers;

import io.evenkeel.contract.change.Repair;
import io.evenkeel.contract.change.RepairOutcome;
import io.evenkeel.contract.change.Replay;
import io.evenkeel.contract.store.ApplyResult;
import io.evenkeel.contract.store.ChangeBatch;
import io.evenkeel.contract.store.RefusalSink;
import io.evenkeel.contract.store.ReplayResult;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.store.StoreWriter;
import io.evenkeel.contract.value.RowKey;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A writer that is timed from when it is given its first batch until the last row is committed. What is before, joining the
 * group and asking for offsets, a service does once; what it reads later it reads within that time.
 */
final class TimedWriter implements StoreWriter {
    private final StoreWriter writer;
    private final CountDownLatch done = new CountDownLatch(1);
    private int missing;
    private volatile long started;
    private volatile long ended;

    TimedWriter(StoreWriter writer, int rows) {
        this.writer = writer;
        this.missing = rows;
    }

    @Override
    public void prepare() {
        writer.prepare();
    }

    @Override
    public Map<Integer, StorePosition> positions() {
        return writer.positions();
    }

    @Override
    public ApplyResult apply(ChangeBatch batch, RefusalSink refusals) {
        if (started == 0) {
            started = System.nanoTime();
        }
        ApplyResult result = writer.apply(batch, refusals);
        missing -= result.rowsPut() + result.refused();
        if (missing <= 0) {
            ended = System.nanoTime();
            done.countDown();
        }
        return result;
    }

    @Override
    public ReplayResult replay(Replay replay, long offset) {
        return writer.replay(replay, offset);
    }

    @Override
    public Map<RowKey, RepairOutcome> repair(Repair repair) {
        return writer.repair(repair);
    }

    /** Waits for the last row; false when it does not come in time. */
    boolean await(Duration limit) throws InterruptedException {
        return done.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    Duration took() {
        return Duration.ofNanos(ended - started);
    }
}
