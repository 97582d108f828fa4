package io.evenkeel.contract.event;

/**
 * Why a value, or an event, is refused.
 *
 * @param code a stable slug, for example {@code duplicate-key}
 * @param title the same for every problem of that code
 * @param detail what was found, what is expected and what to do; never the value itself beyond 80 characters
 * @param pointer a JSON pointer (RFC 6901) into the structured event, for example {@code /data/title}
 */
public record Problem(String code, String title, String detail, String pointer) {

    /** The {@code type} member of a problem document (RFC 9457). */
    public String type() {
        return "urn:evenkeel:problem:" + code;
    }
}
