package io.evenkeel.contract.change;

import io.evenkeel.contract.value.RowKey;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a store, or the ledger, knows of its rows before a batch is applied. Read inside the batch's transaction. */
public interface StoredState {

    /**
     * One key's state.
     *
     * @param position the last change; {@link #UNKNOWN_POSITION} for a row that came past the log
     * @param sequence the highest sequence seen, or null
     * @param tombstone whether the row was deleted
     * @param parentKey the owner's key; null for roots and tombstones
     * @param origin the origin column's text, or null
     */
    record Stored(
            Position position,
            @Nullable Long sequence,
            boolean tombstone,
            @Nullable String parentKey,
            @Nullable String origin) {}

    /** Before everything in the log. */
    Position UNKNOWN_POSITION = new Position(0, 0, -1);

    /** The state of those keys that have a row or a tombstone; the others are left out. */
    Map<RowKey, Stored> find(Collection<RowKey> keys);

    /** The live rows of a child entity whose owner is one of the given. */
    Map<RowKey, Stored> children(String childEntity, Collection<RowKey> parents);
}
