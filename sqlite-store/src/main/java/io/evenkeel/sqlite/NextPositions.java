package io.evenkeel.sqlite;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.store.ChangeBatch;
import io.evenkeel.contract.store.ChangeBatch.Consumed;
import io.evenkeel.contract.store.FencedException;
import io.evenkeel.contract.store.StorePosition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How a batch moves the positions. */
final class NextPositions {
    private NextPositions() {}

    /** @throws FencedException when a stored position is beyond the batch's first record of its partition */
    static void checkFence(ChangeBatch batch, Map<Integer, StorePosition> before) {
        Map<Integer, Long> first = new HashMap<>(batch.nextOffsets());
        for (Consumed consumed : batch.records()) {
            first.merge(consumed.partition(), consumed.offset(), Math::min);
        }
        first.forEach((partition, offset) -> {
            StorePosition stored = before.get(partition);
            if (stored != null && stored.nextOffset() > offset) {
                throw new FencedException("partition " + partition + ": the batch begins at offset " + offset + ", but "
                        + stored.nextOffset() + " is the next to apply; another writer was here");
            }
        });
    }

    static List<StorePosition> after(ChangeBatch batch, Map<Integer, StorePosition> before) {
        Map<Integer, Position> applied = new HashMap<>();
        for (Consumed consumed : batch.records()) {
            applied.put(consumed.partition(), consumed.changeSet().position());
        }
        List<StorePosition> after = new ArrayList<>();
        batch.nextOffsets().forEach((partition, next) -> {
            StorePosition stored = before.get(partition);
            Position last = applied.get(partition);
            if (last == null && stored != null) {
                last = stored.applied();
            }
            // Offsets before a partition's first record leave no position: nothing was applied from it.
            if (last != null) {
                after.add(new StorePosition(partition, next, last));
            }
        });
        return after;
    }
}
