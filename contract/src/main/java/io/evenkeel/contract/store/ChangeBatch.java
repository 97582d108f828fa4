package io.evenkeel.contract.store;

import io.evenkeel.contract.change.ChangeSet;
import java.util.List;
import java.util.Map;

/**
 * Consecutive records of {@code evenkeel.changes} to apply in one transaction.
 *
 * @param records in offset order within each partition
 * @param nextOffsets the consumer's position after them, by partition; every partition with records is there
 */
public record ChangeBatch(List<Consumed> records, Map<Integer, Long> nextOffsets) {

    /**
     * One change set and where it was read.
     *
     * @param partition its partition
     * @param offset its offset in {@code evenkeel.changes}
     * @param changeSet the change set
     */
    public record Consumed(int partition, long offset, ChangeSet changeSet) {}

    public ChangeBatch {
        records = List.copyOf(records);
        nextOffsets = Map.copyOf(nextOffsets);
    }
}
