package io.evenkeel.contract.store;

import io.evenkeel.contract.change.Position;
import java.util.Map;

/**
 * What was read, and how far the store had come, from one snapshot of the database.
 *
 * @param value what was read
 * @param positions by partition; a partition that nothing was applied from is absent
 */
public record Snapshot<T>(T value, Map<Integer, StorePosition> positions) {
    public Snapshot {
        positions = Map.copyOf(positions);
    }

    /** Whether the store had applied the event at that position when this was read. */
    public boolean covers(Position position) {
        StorePosition reached = positions.get(position.partition());
        return reached != null && !position.isAfter(reached.applied());
    }
}
