package io.evenkeel.supabase;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RefusalShareTest {
    private final RefusalShare share = new RefusalShare();

    @Test
    void expectsNoneAtFirst() {
        assertThat(share.isExpected()).isFalse();
        share.found(2_000, 0);
        assertThat(share.isExpected()).isFalse();
    }

    @Test
    void triesFewerTogetherWhereMoreAreRefused() {
        share.found(2_000, 20);
        int few = share.together();
        share.found(2_000, 400);
        int more = share.together();
        share.found(2_000, 2_000);
        assertThat(few).isBetween(40, 60);
        assertThat(more).isLessThan(few).isGreaterThan(1);
        assertThat(share.together()).isEqualTo(1);
    }

    @Test
    void forgetsAfterAFewCleanParts() {
        share.found(2_000, 2_000);
        int parts = 0;
        while (share.isExpected()) {
            share.found(2_000, 0);
            parts++;
        }
        assertThat(parts).isBetween(2, 8);
    }

    @Test
    void oneAmongThousandsIsNotExpectedAgain() {
        share.found(3_000, 1);
        assertThat(share.isExpected()).isFalse();
    }
}
