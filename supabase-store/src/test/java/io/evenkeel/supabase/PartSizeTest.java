package io.evenkeel.supabase;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PartSizeTest {
    private final PartSize size = new PartSize();

    @Test
    void halvesWhatWasTriedDownToOneRow() {
        assertThat(size.halve(100)).isTrue();
        assertThat(size.rows()).isEqualTo(50);
        while (size.halve(size.rows())) {
            assertThat(size.rows()).isPositive();
        }
        assertThat(size.rows()).isEqualTo(1);
    }

    @Test
    void growsAgainWhenAllIsCalm() {
        size.halve(1_000);
        for (int i = 0; i < 15; i++) {
            size.fits();
        }
        assertThat(size.rows()).isEqualTo(500);
        size.fits();
        assertThat(size.rows()).isEqualTo(1_000);
        for (int i = 0; i < 100; i++) {
            size.fits();
        }
        assertThat(size.rows()).isEqualTo(PartSize.MOST_ROWS);
    }
}
