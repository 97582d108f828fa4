package io.evenkeel.bench.parity;

import io.evenkeel.bench.BenchFailure;
import io.evenkeel.bench.Contender;
import io.evenkeel.bench.Trial;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.store.KeyRange;
import io.evenkeel.contract.store.Store;
import java.time.Duration;
import java.util.List;

/** The part of a sweep that Postgres does: the sums of all ranges, one after the other. */
record PostgresPart(Pairs pairs) implements Contender {
    private static final int RANGE = 16_000;

    @Override
    public String name() {
        return "sums of ranges";
    }

    @Override
    public Trial prepare() {
        Store store = pairs.supabase(pairs.postgresPort());
        store.scanner().positions();
        return new Trial() {
            private long rows;

            @Override
            public Duration run() {
                long spent = 0;
                for (Entity entity : pairs.entities()) {
                    KeyRange.Bound after = null;
                    do {
                        KeyRange.Bound end = pairs.ledger()
                                .end(entity.name(), new KeyRange(after, null), RANGE)
                                .orElse(null);
                        long begun = System.nanoTime();
                        rows += store.scanner()
                                .sum(entity.name(), new KeyRange(after, end), 2 * RANGE + 1, positions -> List.of())
                                .value()
                                .sum()
                                .rows();
                        spent += System.nanoTime() - begun;
                        after = end;
                    } while (after != null);
                }
                return Duration.ofNanos(spent);
            }

            @Override
            public void check() {
                if (rows != pairs.rows()) {
                    throw new BenchFailure("the sums are of " + rows + " rows, not of " + pairs.rows());
                }
            }

            @Override
            public void close() {
                store.close();
            }
        };
    }
}
