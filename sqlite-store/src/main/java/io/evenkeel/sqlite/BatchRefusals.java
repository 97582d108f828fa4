package io.evenkeel.sqlite;

import io.evenkeel.contract.change.BatchPlan;
import io.evenkeel.contract.change.Verdict;
import io.evenkeel.contract.store.ChangeBatch.Consumed;
import io.evenkeel.contract.store.Refusal;
import io.evenkeel.contract.store.RefusalSink;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;

/** Hands over what is refused of one batch, each change set once, however often the batch is begun anew. */
final class BatchRefusals {
    private final List<Consumed> records;
    private final RefusalSink sink;
    private final BitSet handedOver = new BitSet();

    BatchRefusals(List<Consumed> records, RefusalSink sink) {
        this.records = records;
        this.sink = sink;
    }

    /** Hands over what the file can no longer make fit, whatever it does with the plan's writes. */
    void handOverSettled(BatchPlan plan) {
        handOver(plan, plan.settled()::contains);
    }

    /** Hands over all else, when the plan is written. */
    void handOver(BatchPlan plan) {
        handOver(plan, place -> true);
    }

    private void handOver(BatchPlan plan, IntPredicate which) {
        List<Refusal> refusals = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            if (plan.verdicts().get(i) instanceof Verdict.Refused refused && which.test(i) && !handedOver.get(i)) {
                refusals.add(new Refusal(records.get(i), refused));
                handedOver.set(i);
            }
        }
        if (!refusals.isEmpty()) {
            sink.accept(refusals);
        }
    }

    /** Returns once all are safe. */
    void await() {
        sink.await();
    }

    int count() {
        return handedOver.cardinality();
    }
}
