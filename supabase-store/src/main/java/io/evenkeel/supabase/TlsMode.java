package io.evenkeel.supabase;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** libpq's {@code sslmode}: how far the connection is encrypted and the server verified. */
public enum TlsMode {
    DISABLE,
    ALLOW,
    PREFER,
    REQUIRE,
    VERIFY_CA,
    VERIFY_FULL;

    /** The value as libpq writes it, for example {@code verify-full}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether the server's certificate has to be signed by a known authority. */
    boolean verifies() {
        return this == VERIFY_CA || this == VERIFY_FULL;
    }

    /** @throws IllegalArgumentException when it is none of libpq's values */
    static TlsMode of(String label) {
        return Stream.of(values())
                .filter(mode -> mode.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("sslmode is one of "
                        + Stream.of(values()).map(TlsMode::label).collect(Collectors.joining(", ")) + ", not "
                        + label));
    }
}
