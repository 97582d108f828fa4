package io.evenkeel.contract.change;

import io.evenkeel.contract.value.RowKey;
import java.util.List;

/** What the replay of a change set comes to. */
public sealed interface ReplayPlan {

    /**
     * These writes, or none where the store has it all.
     *
     * @param writes one for each key that changes, in the order of {@link BatchPlan#writes}
     */
    record Write(List<RowWrite> writes) implements ReplayPlan {
        public Write {
            writes = List.copyOf(writes);
        }
    }

    /** It cannot be done before something else is. */
    record Refused(Verdict.Refused verdict) implements ReplayPlan {}

    /**
     * The store has applied a later change of a row than the replay knows of; what the replay says may be out of date.
     *
     * @param key the row
     * @param position its last change
     */
    record Overtaken(RowKey key, Position position) implements ReplayPlan {}
}
