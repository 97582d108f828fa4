package io.evenkeel.parity.cutover;

/**
 * One condition of a flip.
 *
 * @param name what it is about
 * @param value what was found, for people
 * @param limit what is asked for, for people
 * @param passed whether the value is within the limit
 * @param required whether the flip is refused otherwise; else it is only a warning
 */
record Gate(String name, String value, String limit, boolean passed, boolean required) {
    /** Whether this gate stops the flip. */
    boolean blocks() {
        return required && !passed;
    }
}
