package io.evenkeel.embedding.changes;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Events on their way to change sets, in slices, in the order in which they were read. The slice after the one that is asked
 * for is transformed already, so that the engine is busy while results are written and while a slice's last run is made. Used
 * by one thread.
 */
final class TransformAhead implements AutoCloseable {
    /** The one that is asked for, and the next. */
    private static final int BEGUN = 2;

    /** About two seconds of work for one core, so that the group hears from this member often enough. */
    private static final int SLICE_BYTES = 64 << 10;

    private static final int SLICE_RECORDS = 200;

    private final Function<List<ConsumerRecord<byte[], byte[]>>, List<Transformed>> transformer;
    private final Deque<ConsumerRecord<byte[], byte[]>> waiting = new ArrayDeque<>();
    private final Deque<Slice> begun = new ArrayDeque<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(
            BEGUN, Thread.ofPlatform().name("transform-", 0).daemon().factory());

    /**
     * What events came to.
     *
     * @param events records of the log of events
     * @param transformed one result an event
     */
    record Done(List<ConsumerRecord<byte[], byte[]>> events, List<Transformed> transformed) {}

    private record Slice(
            List<ConsumerRecord<byte[], byte[]>> events, Future<List<Transformed>> result, Set<TopicPartition> gone) {}

    /** @param transformer gives one result a record, in the same order; called by several threads */
    TransformAhead(Function<List<ConsumerRecord<byte[], byte[]>>, List<Transformed>> transformer) {
        this.transformer = transformer;
    }

    /** Takes one more event. */
    void add(ConsumerRecord<byte[], byte[]> event) {
        waiting.add(event);
    }

    /** Whether there is nothing to do. */
    boolean isEmpty() {
        return waiting.isEmpty() && begun.isEmpty();
    }

    /** Whether a whole slice waits that is not begun, so that more would only take memory. */
    boolean isAhead() {
        long bytes = waiting.stream().mapToLong(TransformAhead::size).sum();
        return waiting.size() >= SLICE_RECORDS || bytes >= SLICE_BYTES;
    }

    /**
     * Waits for the next slice, of which there is one; nothing is left of it where all its partitions are gone.
     *
     * @throws RuntimeException what the transformer throws
     */
    Done next() {
        while (begun.size() < BEGUN && !waiting.isEmpty()) {
            List<ConsumerRecord<byte[], byte[]>> events = slice();
            begun.add(new Slice(events, threads.submit(() -> transformer.apply(events)), new HashSet<>()));
        }
        Slice first = begun.remove();
        List<Transformed> results = await(first.result());
        List<ConsumerRecord<byte[], byte[]>> events = new ArrayList<>();
        List<Transformed> transformed = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            if (!first.gone().contains(partition(first.events().get(i)))) {
                events.add(first.events().get(i));
                transformed.add(results.get(i));
            }
        }
        return new Done(events, transformed);
    }

    /** Forgets the events of partitions that belong to others from now on, or are read again from elsewhere. */
    void forget(Collection<TopicPartition> partitions) {
        waiting.removeIf(event -> partitions.contains(partition(event)));
        begun.forEach(slice -> slice.gone().addAll(partitions));
    }

    private List<ConsumerRecord<byte[], byte[]>> slice() {
        List<ConsumerRecord<byte[], byte[]>> slice = new ArrayList<>();
        int bytes = 0;
        while (!waiting.isEmpty() && slice.size() < SLICE_RECORDS && (slice.isEmpty() || bytes < SLICE_BYTES)) {
            ConsumerRecord<byte[], byte[]> next = waiting.remove();
            bytes += size(next);
            slice.add(next);
        }
        return slice;
    }

    private static int size(ConsumerRecord<byte[], byte[]> event) {
        return Math.max(0, event.serializedValueSize());
    }

    private static TopicPartition partition(ConsumerRecord<byte[], byte[]> event) {
        return new TopicPartition(event.topic(), event.partition());
    }

    private static List<Transformed> await(Future<List<Transformed>> result) {
        try {
            return result.get();
        } catch (InterruptedException interrupted) {
            throw new InterruptException(interrupted);
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw new IllegalStateException("the transformer declares no exceptions", failed);
            }
        }
    }

    /** Gives up what has begun. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
