package io.evenkeel.contract.store;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.change.ReplayPlan;
import io.evenkeel.contract.change.Verdict;
import io.evenkeel.contract.value.RowKey;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What became of a replay. */
public sealed interface ReplayResult {

    /**
     * The store lacked something of it, and holds it now.
     *
     * @param rows the rows that were written or deleted
     */
    record Applied(List<RowKey> rows) implements ReplayResult {
        public Applied {
            rows = List.copyOf(rows);
        }
    }

    /** The store held all that it still says. */
    record Skipped() implements ReplayResult {}

    /** The store refuses it, as before or for another reason; nothing was changed. */
    record Refused(Verdict.Refused verdict) implements ReplayResult {}

    /**
     * It cannot be decided now; nothing was changed. Ask again.
     *
     * @param reason for people
     */
    record NotNow(String reason) implements ReplayResult {}

    /**
     * Empty when the store has passed the record; else it will be applied, or refused, in its turn.
     *
     * @param stored how far the store has come in the record's partition; null when it has not begun there
     * @param position the event's position
     * @param offset the record's offset in {@code evenkeel.changes}
     */
    static Optional<ReplayResult> unlessPassed(@Nullable StorePosition stored, Position position, long offset) {
        if (stored != null && stored.nextOffset() > offset && stored.applied().epoch() == position.epoch()) {
            return Optional.empty();
        }
        return Optional.of(new NotNow("the store has not passed " + position + " yet"));
    }

    /** The same for a plan that is out of date. */
    static ReplayResult of(ReplayPlan.Overtaken overtaken) {
        return new NotNow(
                "the store has applied a later change of " + overtaken.key() + ", at " + overtaken.position());
    }
}
