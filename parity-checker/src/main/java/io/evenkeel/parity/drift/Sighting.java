package io.evenkeel.parity.drift;

import io.evenkeel.contract.control.Backend;
import java.time.Instant;

/**
 * Where and when a change was seen.
 *
 * @param store the store that was changed
 * @param operation {@code insert}, {@code update}, {@code delete} or {@code truncate}
 * @param place unique within the store and, over all changes, ascending: an LSN of Postgres' log, or the number of a note
 * @param at when the store took the change
 */
public record Sighting(Backend store, String operation, String place, Instant at) {
    /** A row was added. */
    public static final String INSERT = "insert";

    /** A row was changed. */
    public static final String UPDATE = "update";

    /** A row was taken away. */
    public static final String DELETE = "delete";

    /** A table was emptied. */
    public static final String TRUNCATE = "truncate";
}
