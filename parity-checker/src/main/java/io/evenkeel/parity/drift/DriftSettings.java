package io.evenkeel.parity.drift;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How stores are watched.
 *
 * @param supabase a libpq URI of Supabase that replication passes; null to watch it not
 * @param sqlite SQLite's file; null to watch it not
 * @param policies what is done about what is found
 * @param slot the replication slot's name; null for one made of the database's
 * @param heartbeat how often Supabase's log is moved on while nothing else does, so that the slot holds nothing back
 * @param longestRetry the longest wait before reading is tried again
 */
public record DriftSettings(
        @Nullable String supabase,
        @Nullable Path sqlite,
        DriftPolicies policies,
        @Nullable String slot,
        Duration heartbeat,
        Duration longestRetry) {
    /** Nothing is watched. */
    public static final DriftSettings OFF =
            new DriftSettings(null, null, DriftPolicies.ALERT, null, Duration.ofSeconds(10), Duration.ofSeconds(60));

    public DriftSettings {
        if (heartbeat.toMillis() < 1 || longestRetry.toMillis() < 1) {
            throw new IllegalArgumentException("evenkeel.parity.drift.heartbeat and longest-retry are at least 1 ms");
        }
        if (slot != null && !slot.matches("[a-z0-9_]{1,63}")) {
            throw new IllegalArgumentException("evenkeel.parity.drift.slot is '" + slot
                    + "'; Postgres takes lower-case letters, digits and underscores, at most 63");
        }
    }
}
