package io.evenkeel.kit.writer;

import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.store.StoreUnavailableException;
import io.evenkeel.contract.store.StoreWriter;
import io.evenkeel.kit.EventLog;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Which of a consumer's partitions do not stand at the position that the store holds, and how they get there. Used by the
 * consumer's thread alone.
 */
final class Placement {
    private static final String REMEDY = "; connect the Kafka that this store belongs to, or begin with an empty store";

    private final StoreWriter writer;
    private final EventLog log;
    private final Set<TopicPartition> unplaced = new HashSet<>();
    private boolean prepared;

    Placement(StoreWriter writer, EventLog log) {
        this.writer = writer;
        this.log = log;
    }

    /** Stops fetching from partitions until they are placed. */
    void unplace(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        consumer.pause(partitions);
        unplaced.addAll(partitions);
    }

    void forget(Collection<TopicPartition> partitions) {
        unplaced.removeAll(partitions);
    }

    void forgetAll() {
        unplaced.clear();
    }

    /** Whether nothing is to be placed. */
    boolean isComplete() {
        return unplaced.isEmpty();
    }

    boolean isPlaced(TopicPartition partition) {
        return !unplaced.contains(partition);
    }

    /**
     * Seeks every partition that needs it to its stored position.
     *
     * @throws StoreUnavailableException when the positions cannot be read now
     * @throws IllegalStateException when the log is not the one that the store has applied, or lacks what comes next
     */
    void place(Consumer<?, ?> consumer) {
        if (unplaced.isEmpty()) {
            return;
        }
        long epoch = log.currentEpoch();
        if (!prepared) {
            writer.prepare();
            prepared = true;
        }
        Map<Integer, StorePosition> stored = writer.positions();
        Map<TopicPartition, Long> first = consumer.beginningOffsets(unplaced);
        Map<TopicPartition, Long> lastStable = consumer.endOffsets(unplaced);
        Map<TopicPartition, Long> targets = new HashMap<>();
        for (TopicPartition partition : unplaced) {
            StorePosition position = stored.get(partition.partition());
            if (position != null) {
                checkEpoch(position, epoch);
            }
            long next = position == null ? 0 : position.nextOffset();
            checkRange(partition, next, first.getOrDefault(partition, 0L), lastStable.getOrDefault(partition, 0L));
            targets.put(partition, next);
        }
        targets.forEach(consumer::seek);
        unplaced.clear();
    }

    /** A log that was made anew counts from 0 again: the stored offset would point anywhere. */
    private static void checkEpoch(StorePosition position, long epoch) {
        long stored = position.applied().epoch();
        if (stored != 0 && stored != epoch) {
            throw new IllegalStateException("partition " + position.partition()
                    + ": this store has applied the log of epoch " + stored + ", but Kafka holds the log of epoch "
                    + epoch + REMEDY);
        }
    }

    private static void checkRange(TopicPartition partition, long next, long first, long lastStable) {
        if (next < first || next > lastStable) {
            throw new IllegalStateException("partition " + partition.partition() + ": offset " + next
                    + " comes next, but the log holds " + first + " to " + lastStable + REMEDY);
        }
    }
}
