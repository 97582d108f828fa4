package io.evenkeel.contract.change;

import java.util.List;
import java.util.Set;

/**
 * What a batch of change sets comes to.
 *
 * @param verdicts one for each change set, in order
 * @param writes one for each key that changes, in the order in which foreign keys hold: removals from the leaves up,
 *     then puts from the roots down, then raised sequences
 * @param settled the places, among the verdicts, of refusals that stand even if the store refuses some of the writes and
 *     the rest is planned anew
 */
public record BatchPlan(List<Verdict> verdicts, List<RowWrite> writes, Set<Integer> settled) {
    public BatchPlan {
        verdicts = List.copyOf(verdicts);
        writes = List.copyOf(writes);
        settled = Set.copyOf(settled);
    }

    /** A plan of which nothing is settled before it is written. */
    public BatchPlan(List<Verdict> verdicts, List<RowWrite> writes) {
        this(verdicts, writes, Set.of());
    }
}
