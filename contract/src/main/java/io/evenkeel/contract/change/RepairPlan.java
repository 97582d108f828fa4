package io.evenkeel.contract.change;

import io.evenkeel.contract.value.RowKey;
import java.util.List;
import java.util.Map;

/**
 * What a repair comes to.
 *
 * @param writes one for each row that can be written now, in the order of {@link BatchPlan#writes}
 * @param left what becomes of the others
 */
public record RepairPlan(List<RowWrite> writes, Map<RowKey, RepairOutcome> left) {
    public RepairPlan {
        writes = List.copyOf(writes);
        left = Map.copyOf(left);
    }
}
