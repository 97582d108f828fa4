package io.evenkeel.contract.event;

import java.util.Locale;

/** Every reason for which the strict reader, the value domain or the gate refuses something. */
public enum ProblemCode {
    MALFORMED_JSON("The text is not JSON"),
    INVALID_UTF8("The bytes are not UTF-8"),
    DUPLICATE_KEY("An object has the same key twice"),
    LONE_SURROGATE("A text holds half of a surrogate pair"),
    NUL_CHARACTER("A text holds U+0000"),
    TOO_DEEP("JSON is nested too deeply"),
    NUMBER_OUT_OF_RANGE("A number is out of range"),
    TOO_MANY_DIGITS("A number has too many digits"),
    WRONG_TYPE("A value has the wrong type"),
    NULL_NOT_ALLOWED("A column may not be null"),
    VALUE_NOT_ALLOWED("A value is not one of those allowed"),
    INVALID_UUID("A text is not a UUID"),
    INVALID_TIMESTAMP("A text is not a timestamp"),
    NULL_ELEMENT("An array holds null"),
    ELEMENT_TOO_LONG("An array element is too long"),
    WRONG_DIMENSIONS("A vector has the wrong number of dimensions"),
    ZERO_VECTOR("A vector has no direction"),
    EMPTY_KEY("A key is empty"),
    KEY_TOO_LONG("A key is too long"),
    KEY_NOT_NFC("A key is not in Unicode normalisation form C"),
    INDEXED_TEXT_TOO_LONG("Indexed text is too long"),
    MISSING_ATTRIBUTE("A required event attribute is missing"),
    INVALID_ATTRIBUTE("An event attribute is invalid"),
    UNKNOWN_TYPE("The event type is unknown"),
    RESERVED_TYPE("The event type is reserved"),
    WRONG_WORKSPACE("The workspace is not the caller's"),
    MISSING_ROOT("The event does not name its root"),
    WRONG_ROOT("The event names a wrong root"),
    EVENT_TOO_LARGE("The event is too large"),
    MISSING_COLUMN("A required column is missing"),
    UNKNOWN_COLUMN("The entity has no such column"),
    RESERVED_COLUMN("The column belongs to Evenkeel"),
    EMPTY_TEXT("A text to embed is empty"),
    TEXT_AND_SECTIONS("Text and sections are both given"),
    DUPLICATE_ORDER("Two sections have the same order"),
    DUPLICATE_ROW("Two rows have the same key");

    private static final int EXCERPT_CHARACTERS = 80;

    private final String title;

    ProblemCode(String title) {
        this.title = title;
    }

    /** The slug, for example {@code duplicate-key}. */
    public String slug() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The title of every problem of this code. */
    public String title() {
        return title;
    }

    /** A problem of this code at a JSON pointer. */
    public Problem at(String pointer, String detail) {
        return new Problem(slug(), title, detail, pointer);
    }

    /** At most 80 characters of a value, fit to be shown in a detail. */
    public static String excerpt(String value) {
        StringBuilder shown = new StringBuilder();
        value.codePoints().limit(EXCERPT_CHARACTERS + 1L).forEach(c -> {
            boolean printable = !Character.isISOControl(c) && Character.getType(c) != Character.SURROGATE;
            shown.appendCodePoint(printable ? c : '\uFFFD');
        });
        if (shown.codePointCount(0, shown.length()) > EXCERPT_CHARACTERS) {
            shown.setLength(shown.offsetByCodePoints(0, EXCERPT_CHARACTERS - 1));
            shown.append('…');
        }
        return shown.toString();
    }
}
