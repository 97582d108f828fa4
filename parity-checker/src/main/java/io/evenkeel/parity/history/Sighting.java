package io.evenkeel.parity.history;

import io.evenkeel.parity.finding.Mismatch;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A mismatch from the first look that found it to the look that did not find it any more.
 *
 * @param id its own, the same wherever it is recorded
 * @param epoch the log in which it was found
 * @param mismatch what differs, with values as the last look found them, cut to {@link Excerpt#LONGEST}; its
 *     {@code foundAt} is the first sight
 * @param cut whether a value was cut
 * @param lastSeen when it was seen last
 * @param closedAt when it was found to be over, or null
 * @param closedHow how it ended, as in {@link Closed#label}; null while it is open
 * @param version grows with every change
 */
record Sighting(
        UUID id,
        long epoch,
        Mismatch mismatch,
        boolean cut,
        Instant lastSeen,
        @Nullable Instant closedAt,
        @Nullable String closedHow,
        long version) {
    /** How a mismatch ends. */
    enum Closed {
        /** A look found the store as the log has it. */
        EQUAL,
        /** A repair wrote it. */
        REPAIRED,
        /** The row differs otherwise now, which is another mismatch. */
        OTHERWISE,
        /** The log was made anew. */
        LOG_REPLACED;

        /** The name in the record, for example {@code log_replaced}. */
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
