package io.evenkeel.sqlite;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.change.StoredState;
import io.evenkeel.contract.store.ChangeBatch;
import io.evenkeel.contract.store.ChangeBatch.Consumed;
import io.evenkeel.contract.store.FencedException;
import io.evenkeel.contract.store.StorePosition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
            Position last = applied.getOrDefault(partition, appliedBefore(partition, before.get(partition)));
            after.add(new StorePosition(partition, next, last));
        });
        return after;
    }

    private static Position appliedBefore(int partition, @Nullable StorePosition stored) {
        Position nothing = StoredState.UNKNOWN_POSITION;
        return stored == null ? new Position(nothing.epoch(), partition, nothing.offset()) : stored.applied();
    }
}
