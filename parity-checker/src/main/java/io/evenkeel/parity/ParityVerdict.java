package io.evenkeel.parity;

import io.evenkeel.parity.tail.TailState;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether both stores hold what the log says. Pure.
 *
 * @param verdict what operators see first
 * @param reason why, for people
 * @param age how long ago everything was last as it should be; null when it never was
 */
record ParityVerdict(Label verdict, String reason, @Nullable Duration age) {
    /** The three verdicts. */
    enum Label {
        /** Not compared yet, or not equal. */
        NOT_VERIFIED,
        /** Every change was compared, and nothing differs. */
        VERIFIED,
        /** It was verified, but what has come since cannot be, or is not yet. */
        STALE;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A round that has not come for so long has failed silently. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    /**
     * The facts that make a verdict.
     *
     * @param notComparing why the stores are not compared; null when they are
     * @param openMismatches rows or columns that differ
     * @param ledgerFailure why the ledger does not advance; null when it does
     * @param tail what the last round left behind
     */
    record Facts(
            @Nullable String notComparing,
            long openMismatches,
            @Nullable String ledgerFailure,
            TailState tail) {}

    static ParityVerdict of(Facts facts, Duration maxLag, Instant now) {
        TailState tail = facts.tail();
        Instant verifiedAt = tail.verifiedAt();
        Duration age = verifiedAt == null ? null : Duration.between(verifiedAt, now);
        if (facts.notComparing() != null) {
            return new ParityVerdict(Label.NOT_VERIFIED, facts.notComparing(), age);
        }
        if (facts.openMismatches() > 0) {
            return new ParityVerdict(Label.NOT_VERIFIED, facts.openMismatches() + " open mismatches", age);
        }
        if (tail.failure() != null) {
            return new ParityVerdict(Label.STALE, "verification pauses: " + tail.failure(), age);
        }
        if (facts.ledgerFailure() != null) {
            return new ParityVerdict(Label.STALE, "the log cannot be read: " + facts.ledgerFailure(), age);
        }
        if (tail.measuredAt().equals(Instant.EPOCH)) {
            return new ParityVerdict(Label.NOT_VERIFIED, "the first comparison has not ended yet", age);
        }
        if (Duration.between(tail.measuredAt(), now).compareTo(SILENCE) > 0) {
            return new ParityVerdict(Label.STALE, "nothing was compared since " + tail.measuredAt(), age);
        }
        Duration lag = tail.lag(now);
        if (lag.compareTo(maxLag) > 0) {
            return new ParityVerdict(
                    age == null ? Label.NOT_VERIFIED : Label.STALE,
                    "the oldest event that was not compared is " + lag.toSeconds() + " s old",
                    age);
        }
        return new ParityVerdict(Label.VERIFIED, "every change was compared, nothing differs", age);
    }
}
