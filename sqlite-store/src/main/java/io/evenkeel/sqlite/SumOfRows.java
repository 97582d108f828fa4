package io.evenkeel.sqlite;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.change.StoredState;
import io.evenkeel.contract.store.DigestSum;
import io.evenkeel.contract.store.DigestedRow;
import io.evenkeel.contract.store.RangeSum;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.value.Digest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Adds up what rows come to. One use, one thread. */
final class SumOfRows {
    private final Map<List<Long>, Position> highest = new HashMap<>();
    private DigestSum without = DigestSum.NONE;
    private Position last = StoredState.UNKNOWN_POSITION;
    private long rows;
    private long high;
    private long low;

    void add(Digest digest, Position position) {
        rows++;
        high += digest.high();
        low += digest.low();
        boolean lower = position.epoch() == last.epoch()
                && position.partition() == last.partition()
                && position.offset() <= last.offset();
        if (!lower && !position.equals(StoredState.UNKNOWN_POSITION)) {
            last = highest.merge(
                    List.of(position.epoch(), (long) position.partition()),
                    position,
                    (one, other) -> one.isAfter(other) ? one : other);
        }
    }

    /** Takes a row out that is added as well. */
    void leaveOut(DigestedRow row) {
        Digest digest = row.digest();
        without = without.plus(digest);
    }

    /**
     * The sum.
     *
     * @param positions how far the store has come
     */
    RangeSum total(Map<Integer, StorePosition> positions) {
        return new RangeSum(
                new DigestSum(rows - without.rows(), high - without.high(), low - without.low()),
                highest.values().stream().anyMatch(position -> isAhead(position, positions)));
    }

    private static boolean isAhead(Position position, Map<Integer, StorePosition> positions) {
        StorePosition reached = positions.get(position.partition());
        return reached == null || position.isAfter(reached.applied());
    }
}
