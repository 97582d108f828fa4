package io.evenkeel.parity.sweep;

import io.evenkeel.contract.store.KeyRange.Bound;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far a sweep has come: by keys, or, where it looks at what changed since some time, by the log.
 *
 * @param entity the entity that comes next; null where it goes by the log, and before it has begun
 * @param after the key after which it goes on there; null at the entity's beginning
 * @param reached by partition, the last event whose rows were compared
 * @param upTo by partition, the last event whose rows are to be compared
 */
record SweepPlace(@Nullable String entity, @Nullable Bound after, Map<Integer, Long> reached, Map<Integer, Long> upTo) {
    static final SweepPlace BEGINNING = new SweepPlace(null, null, Map.of(), Map.of());

    SweepPlace {
        reached = Map.copyOf(reached);
        upTo = Map.copyOf(upTo);
    }

    static SweepPlace at(String entity, @Nullable Bound after) {
        return new SweepPlace(entity, after, Map.of(), Map.of());
    }

    static SweepPlace between(Map<Integer, Long> reached, Map<Integer, Long> upTo) {
        return new SweepPlace(null, null, reached, upTo);
    }

    SweepPlace reached(int partition, long offset) {
        Map<Integer, Long> next = new HashMap<>(reached);
        next.put(partition, offset);
        return between(next, upTo);
    }
}
