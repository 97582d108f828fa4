package io.evenkeel.parity.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final Duration BUDGET = Duration.ofMillis(400);

    @Test
    void restsSoThatItWorksItsShareOfTheTime() {
        assertThat(new Pace(1, BUDGET).rest(Pace.FIRST, true, millis(300), millis(50)))
                .isZero();
        assertThat(new Pace(0.5, BUDGET).rest(Pace.FIRST, true, millis(300), millis(50)))
                .isEqualTo(millis(300));
        assertThat(new Pace(0.25, BUDGET).rest(Pace.FIRST, true, millis(100), millis(50)))
                .isEqualTo(millis(300));
    }

    @Test
    void readsMoreAtATimeWhileStoresAnswerWellWithinTheBudget() {
        Pace pace = new Pace(1, BUDGET);
        pace.rest(pace.rows(), true, millis(100), millis(100));
        assertThat(pace.rows()).isEqualTo(2 * Pace.FIRST);
        pace.rest(pace.rows(), true, millis(200), millis(101));
        assertThat(pace.rows()).isEqualTo(2 * Pace.FIRST);
        for (int i = 0; i < 10; i++) {
            pace.rest(pace.rows(), true, millis(1), millis(1));
        }
        assertThat(pace.rows()).isEqualTo(Pace.MOST);
    }

    @Test
    void learnsNothingFromAShortStretch() {
        Pace pace = new Pace(1, BUDGET);
        pace.rest(pace.rows(), false, millis(1), millis(1));
        assertThat(pace.rows()).isEqualTo(Pace.FIRST);
    }

    @Test
    void readsLessAndRestsLongerWhileAStoreIsSlowAllTheSame() {
        Pace pace = new Pace(1, BUDGET);
        assertThat(pace.rest(pace.rows(), true, millis(600), millis(500)))
                .as("less may be enough")
                .isZero();
        assertThat(pace.rest(pace.rows(), true, millis(600), millis(500))).isEqualTo(millis(500));
        assertThat(pace.rest(pace.rows(), true, millis(600), millis(500))).isEqualTo(millis(1_000));
        assertThat(pace.rows()).isEqualTo(Pace.FIRST / 8);
        for (int i = 0; i < 100; i++) {
            assertThat(pace.rest(pace.rows(), true, millis(600), millis(500))).isLessThanOrEqualTo(Pace.LONGEST_REST);
        }
        assertThat(pace.rows()).isEqualTo(Pace.FEWEST);
        assertThat(pace.rest(pace.rows(), true, millis(10), millis(10))).isZero();
    }

    @Test
    void aStretchThatWasBegunBeforeItSlowedDownDoesNotSlowItAgain() {
        Pace pace = new Pace(1, BUDGET);
        pace.rest(Pace.FIRST, true, millis(600), millis(500));
        assertThat(pace.rest(Pace.FIRST, true, millis(600), millis(500))).isZero();
        assertThat(pace.rows()).isEqualTo(Pace.FIRST / 2);
    }

    @Test
    void readsAheadOnlyWhileItNeedNotRest() {
        Pace pace = new Pace(1, BUDGET);
        assertThat(pace.atATime()).isEqualTo(Pace.MOST_AT_A_TIME);
        pace.rest(pace.rows(), true, millis(600), millis(500));
        assertThat(pace.atATime()).isEqualTo(1);
        pace.rest(pace.rows(), true, millis(10), millis(10));
        assertThat(pace.atATime()).isEqualTo(Pace.MOST_AT_A_TIME);
        assertThat(new Pace(0.5, BUDGET).atATime()).isEqualTo(1);
    }

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }
}
