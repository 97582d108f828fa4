package io.evenkeel.parity;

import io.evenkeel.contract.store.StorePosition;
import java.util.Map;

/** How far a store is behind the log. Pure. */
public final class WriterLag {
    private WriterLag() {}

    /**
     * In offsets of {@code evenkeel.events}, summed over partitions; markers of transactions count too.
     *
     * @param epoch the epoch of the log
     * @param positions how far the store has come
     * @param ends by partition, the offset that the next event will have
     */
    public static long events(long epoch, Map<Integer, StorePosition> positions, Map<Integer, Long> ends) {
        long lag = 0;
        for (Map.Entry<Integer, Long> end : ends.entrySet()) {
            StorePosition position = positions.get(end.getKey());
            long next = position == null || position.applied().epoch() != epoch
                    ? 0
                    : position.applied().offset() + 1;
            lag += Math.max(0, end.getValue() - next);
        }
        return lag;
    }
}
