package io.evenkeel.supabasewriter;

import io.evenkeel.contract.control.Stage;
import io.evenkeel.contract.schema.VectorIndex;
import io.evenkeel.contract.store.StoreUnavailableException;
import io.evenkeel.supabase.VectorIndexes;
import io.evenkeel.supabasewriter.BulkLoad.Situation;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Drops the vector indexes when a bulk load begins and builds them when it has ended, on a thread of its own: the writer
 * goes on meanwhile. Of several instances the one that holds the lock does so, from the drop until all are built; a later
 * one takes over what a crash has left.
 */
final class VectorIndexKeeper {
    private static final Logger LOG = Logger.getLogger(VectorIndexKeeper.class);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration SHOW_EVERY = Duration.ofSeconds(5);

    private final VectorIndexes indexes;
    private final BulkLoad load;
    private final Supplier<Optional<Stage>> stage;
    private final LongSupplier lag;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile String status = "kept";
    private volatile double progress = 1;
    private volatile boolean building;
    private @Nullable Thread thread;
    private @Nullable Thread watching;
    private boolean able;

    /**
     * A keeper that is not started yet.
     *
     * @param indexes used and closed by the keeper's thread alone
     * @param stage the migration's, empty while it is not known
     * @param lag how many change sets are still to be applied
     */
    VectorIndexKeeper(VectorIndexes indexes, BulkLoad load, Supplier<Optional<Stage>> stage, LongSupplier lag) {
        this.indexes = indexes;
        this.load = load;
        this.stage = stage;
        this.lag = lag;
    }

    /** What it is doing, for people. */
    String status() {
        return status;
    }

    void register(MeterRegistry registry) {
        Gauge.builder("evenkeel.writer.vector.index.progress", this, keeper -> keeper.progress)
                .description("1 while the vector indexes are there, 0 during a bulk load, between while they are built")
                .tag("store", "supabase")
                .register(registry);
    }

    void start() {
        if (load.indexing() == WriterConfig.VectorIndexing.KEEP) {
            return;
        }
        thread = Thread.ofPlatform().daemon().name("vector-indexes").start(this::run);
        watching = Thread.ofPlatform().daemon().name("vector-index-progress").start(this::watch);
    }

    /** Ends at once; a build that runs goes on in the database, whose lock it keeps until it has ended. */
    void stop() throws InterruptedException {
        stopping.countDown();
        for (Thread ending : new Thread[] {watching, thread}) {
            if (ending != null) {
                ending.join(EVERY);
            }
        }
    }

    private void run() {
        try (indexes) {
            do {
                try {
                    if (!step()) {
                        return;
                    }
                } catch (StoreUnavailableException failed) {
                    say("waiting for the database: " + failed.getMessage());
                }
            } while (!stopping.await(EVERY.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return whether there is any more to do, ever */
    private boolean step() {
        Optional<Stage> now = stage.get();
        if (now.isEmpty()) {
            return true;
        }
        if (!able) {
            Optional<String> obstacle = indexes.obstacle();
            if (obstacle.isPresent()) {
                say("kept, also in bulk loads: " + obstacle.get());
                return false;
            }
            able = true;
        }
        List<VectorIndex> unfit = indexes.unfit();
        long behind = lag.getAsLong();
        long rows = behind >= load.deferFrom() && unfit.isEmpty() ? indexes.rows(behind + 1) : 0;
        switch (load.next(new Situation(now.get(), behind, rows, unfit.isEmpty()))) {
            case NOTHING -> settle(unfit);
            case DROP -> drop(behind);
            case BUILD -> build(unfit);
        }
        return true;
    }

    private void settle(List<VectorIndex> unfit) {
        if (unfit.isEmpty()) {
            indexes.release();
            progress = 1;
            say("kept");
        } else {
            // Also after a restart in the middle of a load.
            progress = 0;
            say(indexes.hold() ? "dropped for a bulk load" : "with another instance");
        }
    }

    private void drop(long behind) {
        if (indexes.hold()) {
            indexes.drop();
            progress = 0;
            LOG.infof("store=supabase vector indexes are dropped for a bulk load of %d change sets", behind);
            say("dropped for a bulk load");
        }
    }

    private void build(List<VectorIndex> unfit) {
        if (!indexes.hold()) {
            say("with another instance");
            return;
        }
        // What was built by whoever had the lock before is not built again.
        for (VectorIndex index : indexes.unfit()) {
            if (stopping.getCount() == 0) {
                return;
            }
            say("building " + index.name());
            building = true;
            try {
                indexes.build(index);
            } finally {
                building = false;
            }
            LOG.infof("store=supabase vector index %s is built, table %s analyzed", index.name(), index.table());
        }
        indexes.release();
        progress = 1;
        say("kept");
    }

    private void watch() {
        try {
            while (!stopping.await(SHOW_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                if (building) {
                    showProgress();
                }
            }
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }

    private void showProgress() {
        try {
            indexes.progress().ifPresent(done -> {
                progress = Math.min(0.99, done);
                LOG.infof("store=supabase %s: %d %%", status, Math.round(100 * done));
            });
        } catch (StoreUnavailableException failed) {
            LOG.debugf("store=supabase progress unknown: %s", failed.getMessage());
        }
    }

    private void say(String now) {
        if (!now.equals(status)) {
            status = now;
            LOG.infof("store=supabase vector indexes: %s", now);
        }
    }
}
