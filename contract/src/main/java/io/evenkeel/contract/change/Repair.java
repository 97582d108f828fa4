package io.evenkeel.contract.change;

import java.util.List;
import java.util.Map;

/**
 * Rows that a store is to hold as the log has them, whatever it holds now.
 *
 * @param rows what the log says of each, with the position of its last change: that it is there ({@link RowWrite.Put}), that
 *     it was deleted ({@link RowWrite.Remove}), or nothing ({@link RowWrite.Erase}); each row once
 * @param asOf how far the log had been read when it said so, by partition
 */
public record Repair(List<RowWrite> rows, Map<Integer, Position> asOf) {
    public Repair {
        rows = List.copyOf(rows);
        asOf = Map.copyOf(asOf);
        if (rows.stream().anyMatch(RowWrite.Raise.class::isInstance)) {
            throw new IllegalArgumentException("a repair says what rows are, not only their sequence");
        }
        if (rows.stream().map(RowWrite::key).distinct().count() < rows.size()) {
            throw new IllegalArgumentException("a repair names each row once");
        }
    }
}
