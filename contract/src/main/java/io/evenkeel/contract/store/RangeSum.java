package io.evenkeel.contract.store;

import io.evenkeel.contract.change.Position;
import java.util.List;

/**
 * What the rows of a range come to in a store.
 *
 * @param sum of their digests
 * @param highest of each epoch and partition that their {@code source_*} columns name, the highest position; rows where one
 *     of these is NULL are left out
 */
public record RangeSum(DigestSum sum, List<Position> highest) {
    public RangeSum {
        highest = List.copyOf(highest);
    }
}
