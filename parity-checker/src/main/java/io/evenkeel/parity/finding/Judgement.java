package io.evenkeel.parity.finding;

import io.evenkeel.contract.store.DigestedRow;
import io.evenkeel.contract.store.Snapshot;
import io.evenkeel.parity.ledger.LedgerEntry;
import org.jspecify.annotations.Nullable;

/** What one store's copy of a row says, held against the log. */
public enum Judgement {
    /** The store holds what the log says. */
    EQUAL,
    /** The store does not hold what the log says. */
    DIFFERENT,
    /** The row has changed, in the log, beyond where the store stood when it was read: a later comparison will tell. */
    LATER;

    /**
     * Judges one row.
     *
     * @param entry what the ledger says, read when it had come at least as far as the snapshot; null for a key that the
     *     log never named
     * @param row what the store holds; null when it holds no such row
     * @param snapshot where the store stood when the row was read
     */
    public static Judgement of(@Nullable LedgerEntry entry, @Nullable DigestedRow row, Snapshot<?> snapshot) {
        if (entry != null && !snapshot.covers(entry.position())) {
            return LATER;
        }
        if (entry == null || entry.deleted()) {
            return row == null ? EQUAL : DIFFERENT;
        }
        boolean same = row != null && row.digest().equals(entry.digest()) && !isAhead(row, snapshot);
        return same ? EQUAL : DIFFERENT;
    }

    /** A row that claims to come from an event which its store has not applied was not written by its writer. */
    private static boolean isAhead(DigestedRow row, Snapshot<?> snapshot) {
        return RowComparison.isAhead(row.position(), snapshot);
    }
}
