package io.evenkeel.parity.ledger;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.change.StoredState.Stored;
import io.evenkeel.contract.value.Digest;
import io.evenkeel.contract.value.RowKey;
import org.jspecify.annotations.Nullable;

/**
 * What the log says of one row.
 *
 * @param key the row
 * @param position the event that last put or deleted it
 * @param sequence the highest sequence seen, or null
 * @param digest of its canonical bytes; null when it was deleted
 * @param parent the owner's key; null for roots and deleted rows
 * @param origin the origin column's text, or null
 * @param changesOffset where in {@code evenkeel.changes} that change stands, in the partition of the position
 */
public record LedgerEntry(
        RowKey key,
        Position position,
        @Nullable Long sequence,
        @Nullable Digest digest,
        @Nullable String parent,
        @Nullable String origin,
        long changesOffset) {
    /** Whether the row is not to be in any store. */
    public boolean deleted() {
        return digest == null;
    }

    Stored stored() {
        return new Stored(position, sequence, deleted(), parent, origin);
    }
}
