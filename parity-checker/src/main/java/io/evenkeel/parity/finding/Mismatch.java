package io.evenkeel.parity.finding;

import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.value.RowKey;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A row, or one column of it, that a store does not hold as the log says.
 *
 * @param key the row
 * @param kind how it differs
 * @param column the column for {@link MismatchKind#DIFFERENT}, else null
 * @param log the log's value for people; null for NULL, and where there is no single value
 * @param sqlite the value in SQLite for people
 * @param supabase the value in Supabase for people
 * @param stores which stores differ from the log, at least one
 * @param foundAt when it was found first
 */
public record Mismatch(
        RowKey key,
        MismatchKind kind,
        @Nullable String column,
        @Nullable String log,
        @Nullable String sqlite,
        @Nullable String supabase,
        Set<Backend> stores,
        Instant foundAt) {
    public Mismatch {
        stores = Set.copyOf(stores);
        if (stores.isEmpty()) {
            throw new IllegalArgumentException("a mismatch of " + key + " names the store that differs");
        }
    }

    /** The same, found first at another time. */
    Mismatch since(Instant first) {
        return new Mismatch(key, kind, column, log, sqlite, supabase, stores, first);
    }

    /**
     * What a mismatch speaks of, whatever the values are.
     *
     * @param key the row
     * @param kind how it differs
     * @param column the column, or null
     * @param stores which stores differ
     */
    public record Identity(
            RowKey key, MismatchKind kind, @Nullable String column, Set<Backend> stores) {}

    /** What it speaks of. */
    public Identity identity() {
        return new Identity(key, kind, column, stores);
    }

    /** Whether both speak of the same thing, whatever the values are by now. */
    boolean sameAs(Mismatch other) {
        return identity().equals(other.identity());
    }
}
