package io.evenkeel.contract.event;

/**
 * Why a value, or an event, is refused.
 *
 * @param code a stable slug, for example {@code duplicate-key}
 * @param title the same for every problem of that code
 * @param detail what was found, what is expected and what to do; never the value itself beyond 80 characters
 * @param pointer a JSON pointer (RFC 6901) into the structured event, for example {@code /data/title}; where it would be
 *     longer than 2,000 characters, one to what the value stands in. Half of a surrogate pair, which no answer could
 *     carry, is shown as U+FFFD
 */
public record Problem(String code, String title, String detail, String pointer) {
    private static final int MAX_POINTER = 2_000;

    public Problem {
        detail = wellFormed(detail);
        pointer = wellFormed(pointer);
        while (pointer.length() > MAX_POINTER) {
            pointer = pointer.substring(0, Math.max(0, pointer.lastIndexOf('/')));
        }
    }

    /** The {@code type} member of a problem document (RFC 9457). */
    public String type() {
        return "urn:evenkeel:problem:" + code;
    }

    private static String wellFormed(String text) {
        if (text.codePoints().noneMatch(c -> Character.getType(c) == Character.SURROGATE)) {
            return text;
        }
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(c -> shown.appendCodePoint(Character.getType(c) == Character.SURROGATE ? 0xFFFD : c));
        return shown.toString();
    }
}
