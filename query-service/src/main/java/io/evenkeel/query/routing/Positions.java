package io.evenkeel.query.routing;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.store.StorePosition;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One position a partition: how far something has come in the whole log. Positions of one partition are compared in
 * {@link Position#LOG_ORDER}; a partition that is absent stands before its beginning. Immutable.
 */
public final class Positions {
    /** Nothing of the log. */
    public static final Positions NONE = new Positions(Collections.emptySortedMap());

    private final SortedMap<Integer, Position> byPartition;

    private Positions(SortedMap<Integer, Position> byPartition) {
        this.byPartition = byPartition;
    }

    /** The latest of the given positions in each partition. */
    public static Positions of(Collection<Position> positions) {
        SortedMap<Integer, Position> latest = new TreeMap<>();
        positions.forEach(position -> latest.merge(position.partition(), position, Positions::later));
        return new Positions(latest);
    }

    /** The last event that a store has applied in each partition. */
    public static Positions applied(Map<Integer, StorePosition> positions) {
        return of(positions.values().stream().map(StorePosition::applied).toList());
    }

    /** Whether this is at or beyond the other in each of the other's partitions. */
    public boolean covers(Positions other) {
        return other.byPartition.values().stream().noneMatch(this::isBefore);
    }

    /** The later of both, in each partition. */
    public Positions latest(Positions other) {
        SortedMap<Integer, Position> latest = new TreeMap<>(byPartition);
        other.byPartition.forEach((partition, position) -> latest.merge(partition, position, Positions::later));
        return new Positions(latest);
    }

    /** The earlier of both, in each partition. */
    public Positions earliest(Positions other) {
        SortedMap<Integer, Position> earliest = new TreeMap<>();
        byPartition.forEach((partition, mine) -> {
            Position theirs = other.byPartition.get(partition);
            if (theirs != null) {
                earliest.put(partition, later(mine, theirs).equals(mine) ? theirs : mine);
            }
        });
        return new Positions(earliest);
    }

    private boolean isBefore(Position wanted) {
        Position reached = byPartition.get(wanted.partition());
        return reached == null || wanted.isAfter(reached);
    }

    private static Position later(Position left, Position right) {
        return right.isAfter(left) ? right : left;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Positions positions && byPartition.equals(positions.byPartition);
    }

    @Override
    public int hashCode() {
        return byPartition.hashCode();
    }

    /** As in {@code Evenkeel-Position} and {@code Evenkeel-After}: {@code epoch:partition:offset}, comma-separated. */
    @Override
    public String toString() {
        return byPartition.values().stream().map(Position::toString).collect(Collectors.joining(","));
    }
}
