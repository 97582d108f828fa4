package io.evenkeel.parity;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of parity now, for those who decide by it.
 *
 * @param comparing whether both stores are written, so that comparing them means something
 * @param verdict {@code verified}, {@code stale} or {@code not_verified}
 * @param reason why
 * @param watermarks by partition, the offset of {@code evenkeel.events} up to which every change was compared
 * @param verifiedAge how long ago everything was last as it should be; null when it never was
 * @param lag the age of the oldest event that was not compared yet
 * @param ends by partition, the offset that the next event will have
 * @param openMismatches how many there are
 * @param openDeadLetters how many there are; null when they have not been read to the end
 */
public record ParityFacts(
        boolean comparing,
        String verdict,
        String reason,
        Map<Integer, Long> watermarks,
        @Nullable Duration verifiedAge,
        Duration lag,
        Map<Integer, Long> ends,
        long openMismatches,
        @Nullable Long openDeadLetters) {
    public ParityFacts {
        watermarks = Map.copyOf(watermarks);
        ends = Map.copyOf(ends);
    }
}
