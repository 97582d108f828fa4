package io.evenkeel.kit;

import io.evenkeel.contract.control.ControlRecord;
import io.evenkeel.contract.control.ControlRecord.Phase;
import org.jspecify.annotations.Nullable;

/**
 * What the control log says, record by record. Pure: the follower feeds it.
 *
 * @param committed the decision that holds, or null before the first
 * @param prepared a flip that has begun and not ended, or null
 */
public record ControlState(
        @Nullable ControlRecord committed, @Nullable ControlRecord prepared) {

    /** Before the first record. */
    public static final ControlState EMPTY = new ControlState(null, null);

    /** The state after one more record; a record that is not newer changes nothing. */
    public ControlState after(ControlRecord next) {
        long held = committed == null ? 0 : committed.term();
        if (next.term() <= held && next.phase() != Phase.COMMIT) {
            return this;
        }
        return switch (next.phase()) {
            case PREPARE -> new ControlState(committed, next);
            case COMMIT -> next.term() > held ? new ControlState(next, null) : this;
            case ABORT -> prepared != null && prepared.term() == next.term() ? new ControlState(committed, null) : this;
        };
    }
}
