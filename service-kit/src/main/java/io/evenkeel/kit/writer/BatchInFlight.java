package io.evenkeel.kit.writer;

import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.ApplyResult;
import io.evenkeel.contract.store.FencedException;
import io.evenkeel.contract.store.StoreUnavailableException;
import io.evenkeel.contract.store.StoreWriter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The one batch that is being applied, on a thread of its own, while the consumer's thread reads the next. Nobody else uses
 * the store before it is settled. Used by the consumer's thread alone, but for {@link #isBusy()}.
 */
final class BatchInFlight implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(BatchInFlight.class);

    private final Backend store;
    private final StoreWriter writer;
    private final ChangeRecords changeRecords;
    private final DeadLetterSink deadLetters;
    private final WriterMetrics metrics;
    private final WriterLag lag;
    private final ExecutorService thread;
    private volatile @Nullable Batch batch;

    private record Batch(ConsumerRecords<byte[], byte[]> records, CompletableFuture<?> applied) {}

    BatchInFlight(
            Backend store,
            StoreWriter writer,
            ChangeRecords changeRecords,
            DeadLetterSink deadLetters,
            WriterMetrics metrics,
            WriterLag lag) {
        this.store = store;
        this.writer = writer;
        this.changeRecords = changeRecords;
        this.deadLetters = deadLetters;
        this.metrics = metrics;
        this.lag = lag;
        this.thread = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name(store.label() + "-apply").factory());
    }

    /**
     * Begins to apply a batch; the one before it is settled.
     *
     * @param records what was read
     * @param read the same, decoded
     */
    void begin(ConsumerRecords<byte[], byte[]> records, ChangeRecords.Read read) {
        if (batch != null) {
            throw new IllegalStateException("a batch is in flight that was not settled");
        }
        batch = new Batch(records, CompletableFuture.runAsync(() -> apply(records, read), thread));
    }

    private void apply(ConsumerRecords<byte[], byte[]> records, ChangeRecords.Read read) {
        BatchLetters letters = new BatchLetters(deadLetters, changeRecords, records);
        letters.send(read.malformed());
        ApplyResult result = metrics.time(() -> writer.apply(read.batch(), letters));
        metrics.count(result, read.malformed().size());
        for (TopicPartition partition : records.partitions()) {
            lag.applied(partition, records.records(partition).getLast().timestamp());
        }
        LOG.debugf("store=%s applied %d change sets: %s", store.label(), records.count(), result);
    }

    /**
     * Waits until no batch is in flight, even when interrupted.
     *
     * @return whether there was one
     * @throws FencedException as {@link StoreWriter#apply}; so with whatever else it fails with
     * @throws StoreUnavailableException as {@link StoreWriter#apply}
     */
    boolean settle() {
        Batch awaited = batch;
        if (awaited == null) {
            return false;
        }
        try {
            awaited.applied().join();
            return true;
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (failed.getCause() instanceof Error cause) {
                throw cause;
            }
            throw failed;
        } finally {
            batch = null;
        }
    }

    /** Waits in the same way for a batch whose outcome nobody needs: the store's position tells it. */
    void settleQuietly() {
        Batch awaited = batch;
        if (awaited != null) {
            awaited.applied().handle((done, failed) -> failed).join();
            batch = null;
        }
    }

    /** Whether a batch is in flight. Thread-safe. */
    boolean isBusy() {
        return batch != null;
    }

    /**
     * What comes next in the store, at least.
     *
     * @param position what the consumer reads next
     */
    long next(TopicPartition partition, long position) {
        Batch now = batch;
        List<ConsumerRecord<byte[], byte[]>> records =
                now == null ? List.of() : now.records().records(partition);
        return records.isEmpty() ? position : records.getFirst().offset();
    }

    /** Ends the thread. */
    @Override
    public void close() {
        thread.close();
    }
}
