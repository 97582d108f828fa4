package io.evenkeel.kit.writer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class WriterLagTest {
    private static final TopicPartition FIRST = new TopicPartition("changes", 0);
    private static final TopicPartition SECOND = new TopicPartition("changes", 1);

    private final SteppedClock clock = new SteppedClock();
    private final WriterLag lag = new WriterLag(clock);

    @Test
    void nothingToApplyIsNoLag() {
        lag.placed(FIRST, 10);
        lag.observe(FIRST, 10);
        clock.step(60);
        assertThat(lag.records()).isZero();
        assertThat(lag.seconds()).isZero();
    }

    @Test
    void ageCountsFromWhenTheWriterLastHadEverything() {
        lag.placed(FIRST, 10);
        clock.step(600);
        lag.observe(FIRST, 10);
        clock.step(2);
        lag.observe(FIRST, 13);

        assertThat(lag.records()).isEqualTo(3);
        assertThat(lag.seconds()).isEqualTo(2);
    }

    @Test
    void ageCountsFromTheLastAppliedRecordWhileCatchingUp() {
        lag.placed(FIRST, 0);
        clock.step(100);
        lag.observe(FIRST, 50);
        lag.applied(FIRST, clock.millis() - 7_000);
        lag.placed(FIRST, 20);
        lag.observe(FIRST, 50);

        assertThat(lag.records()).isEqualTo(30);
        assertThat(lag.seconds()).isEqualTo(7);
    }

    @Test
    void addsPartitionsUpAndForgetsThoseThatAreGone() {
        lag.placed(FIRST, 0);
        lag.placed(SECOND, 0);
        lag.observe(FIRST, 1);
        lag.observe(SECOND, 2);
        assertThat(lag.records()).isEqualTo(3);
        lag.forget(List.of(SECOND));
        assertThat(lag.records()).isEqualTo(1);
    }

    private static final class SteppedClock extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        void step(long seconds) {
            now = now.plus(Duration.ofSeconds(seconds));
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
