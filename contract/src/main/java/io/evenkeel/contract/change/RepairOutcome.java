package io.evenkeel.contract.change;

import io.evenkeel.contract.value.RowKey;
import java.util.Set;

/** What became of one row of a repair. */
public sealed interface RepairOutcome {

    /** The store holds it as the repair says. */
    record Written() implements RepairOutcome {}

    /** The store refuses it; nothing of it was changed. */
    record Refused(Verdict.Refused verdict) implements RepairOutcome {}

    /**
     * It cannot be done as things are; nothing of it was changed. Ask again, with what the log says then.
     *
     * @param reason for people
     * @param first the rows that have to be put right before; empty when it only takes time
     */
    record NotNow(String reason, Set<RowKey> first) implements RepairOutcome {
        public NotNow {
            first = Set.copyOf(first);
        }
    }
}
