package io.evenkeel.contract.store;

import io.evenkeel.contract.value.RowKey;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Rows of an entity between two keys, in the order of (workspace, key), both compared as {@code COLLATE "C"}.
 *
 * @param workspace the only workspace whose rows are meant, or null for all
 * @param after exclusive lower bound, or null for the beginning
 * @param upTo inclusive upper bound, or null for the end
 */
public record KeyRange(
        @Nullable String workspace,
        @Nullable Bound after,
        @Nullable Bound upTo) {
    private static final Comparator<Bound> ORDER =
            Comparator.comparing(Bound::workspace, RowKey.textOrder()).thenComparing(Bound::key, RowKey.textOrder());

    /** One end of a range. */
    public record Bound(String workspace, String key) {}

    /** Every row. */
    public static final KeyRange ALL = new KeyRange(null, null);

    /** Of every workspace. */
    public KeyRange(@Nullable Bound after, @Nullable Bound upTo) {
        this(null, after, upTo);
    }

    /** Whether a row of the entity lies in it. */
    public boolean contains(RowKey row) {
        Bound key = new Bound(row.workspace(), row.key());
        return (workspace == null || workspace.equals(row.workspace()))
                && (after == null || ORDER.compare(key, after) > 0)
                && (upTo == null || ORDER.compare(key, upTo) <= 0);
    }
}
