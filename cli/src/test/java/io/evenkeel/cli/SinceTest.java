package io.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class SinceTest {
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-11-20T12:00:00Z"), ZoneOffset.UTC);

    @Test
    void readsTimesAndHowLongAgoTheyWere() {
        assertThat(Since.time("2026-11-19T13:00:00+01:00", NOON)).isEqualTo(Instant.parse("2026-11-19T12:00:00Z"));
        assertThat(Since.time("90s", NOON)).isEqualTo(Instant.parse("2026-11-20T11:58:30Z"));
        assertThat(Since.time("12h", NOON)).isEqualTo(Instant.parse("2026-11-20T00:00:00Z"));
        assertThat(Since.time("7d", NOON)).isEqualTo(Instant.parse("2026-11-13T12:00:00Z"));
    }

    @Test
    void saysHowToWriteThem() {
        assertThatThrownBy(() -> Since.time("yesterday", NOON))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("yesterday")
                .hasMessageContaining("12h");
    }
}
