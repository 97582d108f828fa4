package io.evenkeel.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.parity.ParityVerdict.Facts;
import io.evenkeel.parity.ParityVerdict.Label;
import io.evenkeel.parity.tail.TailState;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ParityVerdictTest {
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    private static final Duration MAX_LAG = Duration.ofSeconds(10);

    @Test
    void isVerifiedWhenNothingIsOpenAndTheLagIsSmall() {
        ParityVerdict verdict = verdict(new Facts(null, 0, null, state(1, 3, 0, null)));
        assertThat(verdict.verdict()).isEqualTo(Label.VERIFIED);
        assertThat(verdict.age()).isEqualTo(Duration.ZERO);
    }

    @Test
    void anOpenMismatchForbidsIt() {
        assertThat(verdict(new Facts(null, 1, null, state(1, null, 0, null))).verdict())
                .isEqualTo(Label.NOT_VERIFIED);
    }

    @Test
    void saysWhyNothingIsCompared() {
        ParityVerdict verdict = verdict(new Facts("Supabase is not written", 0, null, state(1, null, null, null)));
        assertThat(verdict.verdict()).isEqualTo(Label.NOT_VERIFIED);
        assertThat(verdict.reason()).isEqualTo("Supabase is not written");
    }

    @Test
    void isStaleWhileAStoreOrTheLogCannotBeReached() {
        assertThat(verdict(new Facts(null, 0, null, state(1, null, 60, "no connection"))))
                .isEqualTo(
                        new ParityVerdict(Label.STALE, "verification pauses: no connection", Duration.ofSeconds(60)));
        assertThat(verdict(new Facts(null, 0, "no broker", state(1, null, 60, null)))
                        .verdict())
                .isEqualTo(Label.STALE);
    }

    @Test
    void isStaleWhenTheLagGrowsAfterItWasVerified() {
        assertThat(verdict(new Facts(null, 0, null, state(1, 11, 20, null))).verdict())
                .isEqualTo(Label.STALE);
    }

    @Test
    void isNotVerifiedWhileTheFirstComparisonGoesOn() {
        assertThat(verdict(new Facts(null, 0, null, state(1, 11, null, null))).verdict())
                .isEqualTo(Label.NOT_VERIFIED);
        assertThat(verdict(new Facts(null, 0, null, TailState.BEGINNING)).verdict())
                .isEqualTo(Label.NOT_VERIFIED);
    }

    @Test
    void isStaleWhenRoundsHaveStopped() {
        assertThat(verdict(new Facts(null, 0, null, state(31, null, 31, null))).verdict())
                .isEqualTo(Label.STALE);
    }

    private static ParityVerdict verdict(Facts facts) {
        return ParityVerdict.of(facts, MAX_LAG, NOW);
    }

    /** Each in seconds ago. */
    private static TailState state(
            int measured, @Nullable Integer oldest, @Nullable Integer verified, @Nullable String failure) {
        return new TailState(NOW.minusSeconds(measured), Map.of(0, 9L), ago(oldest), ago(verified), failure);
    }

    private static @Nullable Instant ago(@Nullable Integer seconds) {
        return seconds == null ? null : NOW.minusSeconds(seconds);
    }
}
