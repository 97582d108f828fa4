package io.evenkeel.parity.tail;

import io.evenkeel.contract.topic.Topics;
import io.evenkeel.parity.ledger.LogReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Asks {@code evenkeel.events} for the oldest event above a position, and when Kafka appended it. Markers of transactions
 * take offsets too, so that an end beyond a position does not mean that an event is there. One thread at a time.
 */
public final class EventTimes implements AutoCloseable {
    private static final Duration WAIT = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final Map<Integer, Known> known = new HashMap<>();

    /** Reads the events of an installation. */
    public EventTimes(String bootstrapServers, Topics topics) {
        this.consumer = LogReader.open(bootstrapServers, 1 << 16);
        this.partitions = IntStream.range(0, topics.partitions())
                .mapToObj(partition -> new TopicPartition(topics.events(), partition))
                .toList();
    }

    /**
     * An event of the log.
     *
     * @param offset where it stands
     * @param appended when Kafka appended it
     */
    public record Appended(long offset, Instant appended) {}

    /**
     * The log beyond some positions.
     *
     * @param ends by partition, the offset that the next event will have at least
     * @param oldest by partition, the oldest event beyond the position asked for; partitions without one are absent
     */
    public record Beyond(Map<Integer, Long> ends, Map<Integer, Appended> oldest) {
        public Beyond {
            ends = Map.copyOf(ends);
            oldest = Map.copyOf(oldest);
        }
    }

    private record Known(long from, Appended event) {}

    /**
     * What there is beyond the given offsets.
     *
     * @param after by partition, exclusive; a partition that is absent is asked from its beginning
     * @throws KafkaException when Kafka does not answer
     */
    public Beyond beyond(Map<Integer, Long> after) {
        Map<Integer, Long> ends = ends();
        Map<Integer, Appended> oldest = new HashMap<>();
        Map<TopicPartition, Long> unknown = new HashMap<>();
        for (TopicPartition partition : partitions) {
            int number = partition.partition();
            long from = after.getOrDefault(number, -1L) + 1;
            if (from >= ends.getOrDefault(number, 0L)) {
                continue;
            }
            Known cached = known.get(number);
            if (cached != null
                    && cached.from() <= from
                    && from <= cached.event().offset()) {
                oldest.put(number, cached.event());
            } else {
                unknown.put(partition, from);
            }
        }
        read(unknown, ends).forEach((partition, event) -> {
            oldest.put(partition.partition(), event);
            known.put(partition.partition(), new Known(Objects.requireNonNull(unknown.get(partition)), event));
        });
        return new Beyond(ends, oldest);
    }

    /**
     * By partition, the offset of the first event that Kafka appended at that time or later; a partition without one is
     * absent.
     *
     * @throws KafkaException when Kafka does not answer
     */
    public Map<Integer, Long> from(Instant time) {
        Map<TopicPartition, Long> wanted = new HashMap<>();
        partitions.forEach(partition -> wanted.put(partition, time.toEpochMilli()));
        Map<Integer, Long> first = new HashMap<>();
        consumer.offsetsForTimes(wanted, WAIT).forEach((partition, found) -> {
            if (found != null) {
                first.put(partition.partition(), found.offset());
            }
        });
        return first;
    }

    @Override
    public void close() {
        consumer.close();
    }

    private Map<Integer, Long> ends() {
        Map<Integer, Long> ends = new HashMap<>();
        consumer.endOffsets(partitions, WAIT).forEach((partition, end) -> ends.put(partition.partition(), end));
        return ends;
    }

    private Map<TopicPartition, Appended> read(Map<TopicPartition, Long> from, Map<Integer, Long> ends) {
        Map<TopicPartition, Appended> found = new HashMap<>();
        if (from.isEmpty()) {
            return found;
        }
        consumer.assign(from.keySet());
        // A partition that was assigned before keeps its pause.
        consumer.resume(from.keySet());
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(from.keySet(), WAIT);
        from.forEach((partition, offset) ->
                consumer.seek(partition, Math.max(offset, Objects.requireNonNull(beginnings.get(partition)))));
        Set<TopicPartition> left = new HashSet<>(from.keySet());
        long deadline = System.nanoTime() + WAIT.toNanos();
        while (!left.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new KafkaException("partitions " + left + " cannot be read");
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                found.putIfAbsent(partition, new Appended(record.offset(), Instant.ofEpochMilli(record.timestamp())));
            }
            List<TopicPartition> done = new ArrayList<>();
            for (TopicPartition partition : left) {
                if (found.containsKey(partition)
                        || consumer.position(partition) >= ends.getOrDefault(partition.partition(), 0L)) {
                    done.add(partition);
                }
            }
            consumer.pause(done);
            done.forEach(left::remove);
        }
        return found;
    }
}
