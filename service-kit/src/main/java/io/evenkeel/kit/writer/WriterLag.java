package io.evenkeel.kit.writer;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a writer is behind the last stable offset of its partitions. Positions stand past transaction markers, so that
 * markers are no lag. Thread-safe.
 */
final class WriterLag {
    private final Clock clock;
    private final Map<TopicPartition, Behind> partitions = new ConcurrentHashMap<>();

    /**
     * @param next what to read next
     * @param records to apply
     * @param since when everything that is older had been applied, milliseconds since 1970
     */
    private record Behind(long next, long records, long since) {}

    WriterLag(Clock clock) {
        this.clock = clock;
    }

    /** Everything below that offset is applied. */
    void placed(TopicPartition partition, long next) {
        partitions.compute(
                partition,
                (key, before) -> before == null
                        ? new Behind(next, 0, clock.millis())
                        : new Behind(next, before.records(), before.since()));
    }

    /** A partition was applied up to a record of that append time. */
    void applied(TopicPartition partition, long appendTime) {
        partitions.computeIfPresent(
                partition,
                (key, before) -> new Behind(before.next(), before.records(), Math.max(before.since(), appendTime)));
    }

    /** The last stable offset of a partition, as found now. */
    void observe(TopicPartition partition, long lastStable) {
        partitions.computeIfPresent(partition, (key, before) -> {
            long records = Math.max(0, lastStable - before.next());
            return new Behind(before.next(), records, records == 0 ? clock.millis() : before.since());
        });
    }

    void forget(Collection<TopicPartition> revoked) {
        revoked.forEach(partitions::remove);
    }

    /** Records to apply, over all partitions. */
    long records() {
        return partitions.values().stream().mapToLong(Behind::records).sum();
    }

    /** At most so old is the oldest record to apply, in seconds; 0 when there is none. */
    double seconds() {
        long now = clock.millis();
        return partitions.values().stream()
                .filter(behind -> behind.records() > 0)
                .mapToDouble(behind ->
                        Duration.ofMillis(Math.max(0, now - behind.since())).toMillis() / 1_000.0)
                .max()
                .orElse(0);
    }
}
