package io.evenkeel.contract.change;

import java.util.List;

/**
 * What a batch of change sets comes to.
 *
 * @param verdicts one for each change set, in order
 * @param writes one for each key that changes, in the order in which foreign keys hold: removals from the leaves up,
 *     then puts from the roots down, then raised sequences
 */
public record BatchPlan(List<Verdict> verdicts, List<RowWrite> writes) {
    public BatchPlan {
        verdicts = List.copyOf(verdicts);
        writes = List.copyOf(writes);
    }
}
