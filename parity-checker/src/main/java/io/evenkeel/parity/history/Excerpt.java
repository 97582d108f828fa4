package io.evenkeel.parity.history;

import org.jspecify.annotations.Nullable;

/** As much of a text as is recorded, in a form that Postgres holds. */
final class Excerpt {
    /** So many UTF-16 units of a value are kept. */
    static final int LONGEST = 4_096;

    private Excerpt() {}

    /** Whether something of it is left out. */
    static boolean cuts(@Nullable String value) {
        return value != null && value.length() > LONGEST;
    }

    /** The beginning of it, never half of a surrogate pair; null for null. */
    static @Nullable String of(@Nullable String value) {
        if (value == null) {
            return null;
        }
        int end = Math.min(value.length(), LONGEST);
        if (end < value.length() && Character.isHighSurrogate(value.charAt(end - 1))) {
            end--;
        }
        return storable(value.substring(0, end));
    }

    /** The same text with U+FFFD for each U+0000, which SQLite holds and Postgres does not. */
    static String storable(String text) {
        return text.replace('\u0000', '\uFFFD');
    }
}
