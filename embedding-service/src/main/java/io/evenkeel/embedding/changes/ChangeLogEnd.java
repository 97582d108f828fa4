package io.evenkeel.embedding.changes;

import io.evenkeel.contract.change.ChangeSetCodec;
import io.evenkeel.contract.change.MalformedChangeSetException;
import io.evenkeel.contract.change.Position;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * How far the log of changes goes, read from its own end: each record carries the position of its event. So no event is
 * turned into a second change set when the consumer group's offsets are gone, as they are a week after its last member.
 */
final class ChangeLogEnd {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final int FIRST_STEP = 16;

    private final Consumer<byte[], byte[]> consumer;
    private final ChangeSetCodec codec;
    private final String topic;

    /** @param consumer reads committed records, belongs to no group, and is used for nothing else */
    ChangeLogEnd(Consumer<byte[], byte[]> consumer, ChangeSetCodec codec, String topic) {
        this.consumer = consumer;
        this.codec = codec;
        this.topic = topic;
    }

    /** The last event's position in each of these partitions that has any committed change set. */
    Map<Integer, Position> read(Collection<Integer> partitions) {
        List<TopicPartition> all = partitions.stream()
                .map(partition -> new TopicPartition(topic, partition))
                .toList();
        consumer.assign(all);
        Map<TopicPartition, Long> begin = consumer.beginningOffsets(all);
        Map<TopicPartition, Long> end = consumer.endOffsets(all);
        Map<Integer, Position> last = new HashMap<>();
        for (TopicPartition partition : all) {
            Position found = lastPosition(
                    partition,
                    Objects.requireNonNull(begin.get(partition)),
                    Objects.requireNonNull(end.get(partition)));
            if (found != null) {
                last.put(partition.partition(), found);
            }
        }
        return last;
    }

    /**
     * Ever larger steps back: what stands before the end may be markers and aborted records, which are not shown, or what
     * nobody can read, which writers put among the dead letters.
     */
    private @Nullable Position lastPosition(TopicPartition partition, long begin, long end) {
        consumer.assign(List.of(partition));
        long to = end;
        long step = FIRST_STEP;
        while (to > begin) {
            long from = Math.max(begin, to - step);
            Position last = null;
            consumer.seek(partition, from);
            while (consumer.position(partition) < to) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    Position position = record.offset() < end ? position(record) : null;
                    last = position == null ? last : position;
                }
            }
            if (last != null) {
                return last;
            }
            to = from;
            step *= 2;
        }
        return null;
    }

    private @Nullable Position position(ConsumerRecord<byte[], byte[]> record) {
        byte @Nullable [] value = record.value();
        try {
            return value == null ? null : codec.decode(value).position();
        } catch (MalformedChangeSetException unreadable) {
            return null;
        }
    }
}
