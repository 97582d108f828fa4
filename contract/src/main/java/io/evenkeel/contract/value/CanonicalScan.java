package io.evenkeel.contract.value;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Recognises canonical JSON text as it stands, without reading its values. What it recognises,
 * {@link CanonicalJson#canonicalise} leaves as it is, or refuses; of what it does not recognise it says nothing. One use.
 */
final class CanonicalScan {
    private static final int DEEPEST = 32;
    private static final String ESCAPED = "bfnrt\"\\";

    private final byte[] text;
    private int at;

    private CanonicalScan(byte[] text) {
        this.text = text;
    }

    static boolean recognises(byte[] utf8) {
        CanonicalScan scan = new CanonicalScan(utf8);
        return scan.value(0) && scan.at == utf8.length;
    }

    private boolean value(int depth) {
        if (at == text.length || depth > DEEPEST) {
            return false;
        }
        return switch (text[at]) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> string(true);
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> number();
        };
    }

    private boolean object(int depth) {
        at++;
        if (next('}')) {
            return true;
        }
        int previous = at;
        int previousLength = -1;
        do {
            int key = at + 1;
            if (!string(false)) {
                return false;
            }
            int length = at - 1 - key;
            if (!ascends(previous, previousLength, key, length) || !next(':') || !next(' ') || !value(depth + 1)) {
                return false;
            }
            previous = key;
            previousLength = length;
        } while (separator());
        return next('}');
    }

    private boolean ascends(int previous, int previousLength, int key, int length) {
        return length > previousLength
                || (length == previousLength
                        && Arrays.compareUnsigned(text, previous, previous + length, text, key, key + length) < 0);
    }

    private boolean array(int depth) {
        at++;
        if (next(']')) {
            return true;
        }
        do {
            if (!value(depth + 1)) {
                return false;
            }
        } while (separator());
        return next(']');
    }

    /** Keys are ordered by what escapes stand for, so that they may have none here. */
    private boolean string(boolean escapes) {
        if (!next('"')) {
            return false;
        }
        while (at < text.length) {
            byte c = text[at++];
            if (c == '"') {
                return true;
            }
            if (c >= 0 && c < ' ') {
                return false;
            }
            if (c == '\\' && !(escapes && at < text.length && ESCAPED.indexOf(text[at++]) >= 0)) {
                return false;
            }
        }
        return false;
    }

    private boolean number() {
        boolean negative = next('-');
        boolean zero = next('0');
        if (!zero && digits() == 0) {
            return false;
        }
        if (next('.')) {
            return digits() > 0 && text[at - 1] != '0';
        }
        return !(negative && zero);
    }

    private int digits() {
        int from = at;
        while (at < text.length && text[at] >= '0' && text[at] <= '9') {
            at++;
        }
        return at - from;
    }

    private boolean literal(String word) {
        byte[] bytes = word.getBytes(StandardCharsets.US_ASCII);
        if (text.length - at < bytes.length || !Arrays.equals(text, at, at + bytes.length, bytes, 0, bytes.length)) {
            return false;
        }
        at += bytes.length;
        return true;
    }

    private boolean separator() {
        if (at + 1 < text.length && text[at] == ',' && text[at + 1] == ' ') {
            at += 2;
            return true;
        }
        return false;
    }

    private boolean next(char expected) {
        if (at < text.length && text[at] == expected) {
            at++;
            return true;
        }
        return false;
    }
}
