package io.evenkeel.cli;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A time as people write it: as such, or as how long ago it was. */
final class Since {
    private static final Pattern AGO = Pattern.compile("([0-9]{1,9})([smhd])");

    private Since() {}

    static Instant time(String text) {
        return time(text, Clock.systemUTC());
    }

    static Instant time(String text, Clock clock) {
        Matcher ago = AGO.matcher(text);
        if (ago.matches()) {
            long number = Long.parseLong(ago.group(1));
            return clock.instant()
                    .minus(
                            switch (ago.group(2)) {
                                case "s" -> Duration.ofSeconds(number);
                                case "m" -> Duration.ofMinutes(number);
                                case "h" -> Duration.ofHours(number);
                                default -> Duration.ofDays(number);
                            });
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException unreadable) {
            throw CommandFailure.refused(
                    "wrong-use", "'" + text + "' is no time; write 2026-01-31T12:00:00Z, or 90s, 30m, 12h, 7d");
        }
    }
}
