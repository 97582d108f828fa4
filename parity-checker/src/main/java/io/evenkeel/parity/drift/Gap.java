package io.evenkeel.parity.drift;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of a store's own log that nobody watched, because it was lost before it was read. Only a sweep finds what was
 * changed there.
 *
 * @param store the store's name
 * @param from the last place that was watched before it; null when that is not known
 * @param to the first place that is watched again
 * @param reason why
 * @param at when that was noticed
 * @param sweep the id of the sweep that was asked for; null when none could be: one is due
 */
public record Gap(
        String store,
        @Nullable String from,
        String to,
        String reason,
        Instant at,
        @Nullable String sweep) {}
