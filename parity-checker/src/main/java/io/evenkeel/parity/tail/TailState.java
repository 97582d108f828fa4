package io.evenkeel.parity.tail;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the last round left behind.
 *
 * @param measuredAt when the log was last asked; the epoch before the first round
 * @param ends by partition, the end of {@code evenkeel.events} then
 * @param oldestUnverified when Kafka appended the oldest event that was not compared yet; null when there was none
 * @param verifiedAt when everything was last as it should be; null when it never was
 * @param failure why verification pauses; null while it goes on
 */
public record TailState(
        Instant measuredAt,
        Map<Integer, Long> ends,
        @Nullable Instant oldestUnverified,
        @Nullable Instant verifiedAt,
        @Nullable String failure) {
    /** Before the first round. */
    public static final TailState BEGINNING = new TailState(Instant.EPOCH, Map.of(), null, null, null);

    public TailState {
        ends = Map.copyOf(ends);
    }

    /** The parity lag: the age of the oldest event that was not compared yet; zero when there is none. */
    public Duration lag(Instant now) {
        if (oldestUnverified == null || now.isBefore(oldestUnverified)) {
            return Duration.ZERO;
        }
        return Duration.between(oldestUnverified, now);
    }

    TailState failed(String message) {
        return new TailState(measuredAt, ends, oldestUnverified, verifiedAt, message);
    }
}
