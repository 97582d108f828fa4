package io.evenkeel.contract.catalogue;

import java.util.Locale;
import java.util.regex.Pattern;

/** Which names a catalogue may give: both databases, URLs and event types must be able to carry them. */
final class Names {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");
    private static final Pattern SQLITE_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** Postgres cuts identifiers at 63 bytes; the rest is for what is derived from a name. */
    private static final int MAX_LENGTH = 48;

    private Names() {}

    static void check(Place place, String kind, String name) {
        if (!NAME.matcher(name).matches() || name.length() > MAX_LENGTH) {
            throw place.refuse(
                    "'" + name + "' is no name for " + article(kind),
                    "write at most " + MAX_LENGTH + " of a-z, 0-9 and _, beginning with a letter");
        }
    }

    static void checkSqlite(Place place, String kind, String name) {
        if (!SQLITE_NAME.matcher(name).matches()
                || name.length() > MAX_LENGTH
                || name.toLowerCase(Locale.ROOT).startsWith("sqlite_")) {
            throw place.refuse(
                    "'" + name + "' is no name for a SQLite " + kind,
                    "write at most " + MAX_LENGTH + " letters, digits and _, not beginning with a digit or sqlite_");
        }
    }

    private static String article(String kind) {
        return (kind.startsWith("e") ? "an " : "a ") + kind;
    }
}
