package io.evenkeel.parity.drift;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.change.StoredState;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.parity.ledger.LedgerEntry;
import org.jspecify.annotations.Nullable;

/**
 * A change of one row, as a store's own log has it.
 *
 * @param key the row
 * @param before the position of the row before it; null when there was no row, or it is not known
 * @param after the position of the row after it, {@link StoredState#UNKNOWN_POSITION} when the columns are NULL; null when
 *     there is no row
 * @param sighting where it was seen
 */
record RowChange(
        RowKey key, @Nullable Position before, @Nullable Position after, Sighting sighting) {

    /**
     * Whether it needs no second look, because the store's writer has made it from the log, or will change the row again. Only a
     * writer moves a row's position forward to one where the log has that row; what it then put there is compared by the tail.
     * Everything else is looked at, also what a repair or a replay has done.
     *
     * @param entry what the ledger says of the row, read when it had come as far as the change, if it can; null for a key that
     *     the log never named
     */
    boolean isOfTheWriter(@Nullable LedgerEntry entry) {
        if (entry == null) {
            return false;
        }
        if (after == null) {
            return entry.deleted();
        }
        boolean forward = sighting.operation().equals(Sighting.INSERT)
                || before != null && (before.equals(StoredState.UNKNOWN_POSITION) || after.isAfter(before));
        return forward
                && !after.equals(StoredState.UNKNOWN_POSITION)
                && !entry.deleted()
                && after.epoch() == entry.position().epoch()
                && after.partition() == entry.position().partition()
                && !after.isAfter(entry.position());
    }
}
