package io.evenkeel.contract.change;

import io.evenkeel.contract.value.RowKey;
import java.util.Set;

/**
 * What a change set that a store has missed still says. What later change sets have replaced or deleted is not named, so
 * that a replay brings back nothing that is gone: a store alone cannot know of children that it never had.
 *
 * @param changeSet the change set
 * @param put the rows that the log has as this change set wrote them
 * @param removed the rows that the log has as this change set deleted them
 * @param asOf how far the log had been read when that was so: a position in the change set's partition
 */
public record Replay(ChangeSet changeSet, Set<RowKey> put, Set<RowKey> removed, Position asOf) {
    public Replay {
        put = Set.copyOf(put);
        removed = Set.copyOf(removed);
        if (asOf.partition() != changeSet.position().partition()
                || changeSet.position().isAfter(asOf)) {
            throw new IllegalArgumentException(
                    "what " + changeSet.position() + " still says cannot be known as of " + asOf);
        }
    }
}
