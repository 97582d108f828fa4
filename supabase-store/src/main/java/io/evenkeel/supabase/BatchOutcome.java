package io.evenkeel.supabase;

import io.evenkeel.contract.change.BatchPlan;
import io.evenkeel.contract.change.RowWrite;
import io.evenkeel.contract.change.Verdict;
import io.evenkeel.contract.store.ApplyResult;
import io.evenkeel.contract.store.ChangeBatch;
import io.evenkeel.contract.store.Refusal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What the parts of a batch have come to so far. */
final class BatchOutcome {
    private final List<Refusal> refusals = new ArrayList<>();
    private int put;
    private int removed;
    private int skipped;

    /** Counts a part that was written as planned. */
    void count(List<ChangeBatch.Consumed> part, BatchPlan plan) {
        for (int i = 0; i < part.size(); i++) {
            switch (plan.verdicts().get(i)) {
                case Verdict.Applied ignored -> {}
                case Verdict.Skipped ignored -> skipped++;
                case Verdict.Refused refused -> refusals.add(new Refusal(part.get(i), refused));
            }
        }
        for (RowWrite write : plan.writes()) {
            switch (write) {
                case RowWrite.Put ignored -> put++;
                case RowWrite.Remove ignored -> removed++;
                case RowWrite.Raise ignored -> {}
                case RowWrite.Erase ignored -> removed++;
            }
        }
    }

    /** Counts a change set that Postgres refuses by itself. */
    void refuse(ChangeBatch.Consumed consumed, RowRefusedException cause) {
        refusals.add(new Refusal(consumed, ReplayTransaction.refused(cause, "replay")));
    }

    /** In the order of the log, whatever order the parts were applied in. */
    List<Refusal> refusals() {
        return refusals.stream()
                .sorted(Comparator.comparingInt(
                                (Refusal refusal) -> refusal.consumed().partition())
                        .thenComparingLong(refusal -> refusal.consumed().offset()))
                .toList();
    }

    ApplyResult result() {
        return new ApplyResult(put, removed, skipped, refusals.size());
    }
}
