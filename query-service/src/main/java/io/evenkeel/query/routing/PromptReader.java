package io.evenkeel.query.routing;

import io.evenkeel.contract.store.ListQuery;
import io.evenkeel.contract.store.ScoredRow;
import io.evenkeel.contract.store.Snapshot;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.store.StoreReader;
import io.evenkeel.contract.store.StoreUnavailableException;
import io.evenkeel.contract.store.VectorQuery;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * A reader that tells soon when its database does not answer, without cutting off reads that only take long: half-way to
 * the limit it asks the database for a sign of life, and only silence to both makes it unavailable.
 */
public final class PromptReader implements StoreReader {
    private final StoreReader store;
    private final Duration silence;
    private final Duration longest;
    private final Executor threads;

    /**
     * Decorates a reader.
     *
     * @param store who is asked
     * @param silence how long a database may be silent before it counts as unreachable
     * @param longest how long one read may take in all
     * @param threads where the reads run
     */
    public PromptReader(StoreReader store, Duration silence, Duration longest, Executor threads) {
        this.store = store;
        this.silence = silence;
        this.longest = longest;
        this.threads = threads;
    }

    @Override
    public Snapshot<Optional<Row>> get(RowKey key) {
        return prompt(() -> store.get(key));
    }

    @Override
    public Snapshot<List<Row>> list(ListQuery query) {
        return prompt(() -> store.list(query));
    }

    @Override
    public Snapshot<List<ScoredRow>> nearest(VectorQuery query) {
        return prompt(() -> store.nearest(query));
    }

    @Override
    public Snapshot<Map<String, Long>> counts(String workspace) {
        return prompt(() -> store.counts(workspace));
    }

    @Override
    public Map<Integer, StorePosition> positions() {
        return prompt(store::positions);
    }

    private <T> T prompt(Supplier<T> read) {
        Duration half = silence.dividedBy(2);
        CompletableFuture<T> reading = CompletableFuture.supplyAsync(read, threads);
        try {
            try {
                return reading.get(half.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException slow) {
                CompletableFuture<?> sign = CompletableFuture.supplyAsync(store::positions, threads);
                CompletableFuture.anyOf(reading, sign).get(half.toNanos(), TimeUnit.NANOSECONDS);
                return reading.get(longest.minus(silence).toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (TimeoutException silent) {
            throw new StoreUnavailableException("it does not answer in time", silent);
        } catch (ExecutionException failed) {
            throw rethrown(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("interrupted while reading", interrupted);
        }
    }

    private static RuntimeException rethrown(ExecutionException failed) {
        return failed.getCause() instanceof RuntimeException cause ? cause : new CompletionException(failed.getCause());
    }
}
