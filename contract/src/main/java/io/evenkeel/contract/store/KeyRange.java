package io.evenkeel.contract.store;

import org.jspecify.annotations.Nullable;

/**
 * Rows of an entity between two keys, in the order of (workspace, key), both compared as {@code COLLATE "C"}.
 *
 * @param after exclusive lower bound, or null for the beginning
 * @param upTo inclusive upper bound, or null for the end
 */
public record KeyRange(@Nullable Bound after, @Nullable Bound upTo) {
    /** One end of a range. */
    public record Bound(String workspace, String key) {}

    /** Every row. */
    public static final KeyRange ALL = new KeyRange(null, null);
}
