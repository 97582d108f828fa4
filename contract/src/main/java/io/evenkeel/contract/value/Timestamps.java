package io.evenkeel.contract.value;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Timestamps as text: RFC 3339, with an offset, in the years 1 to 9999. */
public final class Timestamps {
    /** What to write, for messages. */
    public static final String EXPECTED =
            "write an RFC 3339 timestamp with an offset, years 0001 to 9999, for example 2025-10-02T11:22:33.123456Z";

    private static final Pattern TEXT = Pattern.compile(
            "(\\d{4})-(\\d\\d)-(\\d\\d)[Tt ](\\d\\d):(\\d\\d)(?::(\\d\\d)(?:\\.(\\d{1,32}))?)?(?:[Zz]|([+-])(\\d\\d):?(\\d\\d))");

    private static final long MIN_MICROS = micros(Instant.parse("0001-01-01T00:00:00Z"));
    private static final long MAX_MICROS = micros(Instant.parse("9999-12-31T23:59:59.999999Z"));
    private static final int MAX_OFFSET_HOURS = 15;

    private Timestamps() {}

    /** Microseconds since 1970, finer digits cut off; empty when the text is anything but {@link #EXPECTED}. */
    public static OptionalLong parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            return OptionalLong.empty();
        }
        try {
            LocalDateTime local = LocalDateTime.of(
                    number(parts.group(1)),
                    number(parts.group(2)),
                    number(parts.group(3)),
                    number(parts.group(4)),
                    number(parts.group(5)),
                    number(parts.group(6)));
            long seconds = local.toEpochSecond(ZoneOffset.UTC) - offsetSeconds(parts);
            return within(seconds * 1_000_000 + fractionMicros(parts.group(7)));
        } catch (DateTimeException noSuchTime) {
            return OptionalLong.empty();
        }
    }

    /** The text of microseconds since 1970, in UTC. */
    public static String format(long micros) {
        return instant(micros).toString();
    }

    /** The instant of microseconds since 1970. */
    public static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    /** Microseconds since 1970, finer digits cut off. */
    public static long micros(Instant instant) {
        return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
    }

    private static OptionalLong within(long micros) {
        return micros < MIN_MICROS || micros > MAX_MICROS ? OptionalLong.empty() : OptionalLong.of(micros);
    }

    private static long offsetSeconds(Matcher parts) {
        int hours = number(parts.group(9));
        int minutes = number(parts.group(10));
        if (hours > MAX_OFFSET_HOURS || minutes > 59) {
            throw new DateTimeException("no such offset");
        }
        long seconds = hours * 3_600L + minutes * 60L;
        return "-".equals(parts.group(8)) ? -seconds : seconds;
    }

    private static int number(@Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    private static int fractionMicros(@Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt((digits + "00000").substring(0, 6));
    }
}
