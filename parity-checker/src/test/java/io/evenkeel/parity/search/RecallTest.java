package io.evenkeel.parity.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RecallTest {
    /** Newcombe 1998, table I: Wilson's score intervals without continuity correction. */
    @Test
    void itsIntervalIsWilsons() {
        assertInterval(new Recall(81, 263), 0.2553, 0.3662);
        assertInterval(new Recall(15, 148), 0.0624, 0.1605);
        assertInterval(new Recall(0, 20), 0.0000, 0.1611);
        assertInterval(new Recall(1, 29), 0.0061, 0.1718);
    }

    @Test
    void allFoundIsStillNoCertainty() {
        Recall all = new Recall(200, 200);
        assertThat(all.value()).isEqualTo(1);
        assertThat(all.high()).isEqualTo(1);
        assertThat(all.low()).isCloseTo(0.9812, within(0.0001));
    }

    @Test
    void countsWhatCanBe() {
        assertThatThrownBy(() -> new Recall(3, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Recall(0, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertInterval(Recall recall, double low, double high) {
        assertThat(recall.low()).isCloseTo(low, within(0.0001));
        assertThat(recall.high()).isCloseTo(high, within(0.0001));
    }
}
