package io.evenkeel.bench.writers;

import io.evenkeel.bench.BenchFailure;
import io.evenkeel.bench.Contender;
import io.evenkeel.bench.Trial;
import io.evenkeel.contract.store.ChangeBatch;
import io.evenkeel.contract.store.RefusalSink;
import io.evenkeel.contract.store.Store;
import java.time.Duration;
import java.util.List;

/** A store alone: change sets that are decoded already, applied in batches with fence, plan and positions. */
record StoreApply(String store, Database.Source databases, Workload workload, int batch) implements Contender {
    private static final String TOPIC = "bench.changes";
    private static final RefusalSink NONE = refusals -> {
        throw new BenchFailure("refused: " + refusals.getFirst());
    };

    @Override
    public String name() {
        return store + ", " + batch + " a batch";
    }

    @Override
    public Trial prepare() throws Exception {
        Database database = databases.create();
        Store opened = database.open(TOPIC);
        opened.writer().prepare();
        opened.writer().positions();
        List<ChangeBatch> batches = workload.batches(batch);
        return new Trial() {
            @Override
            public Duration run() throws Exception {
                return Stopwatch.time(() -> {
                    batches.forEach(next -> opened.writer().apply(next, NONE));
                    database.writeBack();
                });
            }

            @Override
            public void check() {
                workload.check(name(), opened);
            }

            @Override
            public void close() throws Exception {
                opened.close();
                database.close();
            }
        };
    }
}
