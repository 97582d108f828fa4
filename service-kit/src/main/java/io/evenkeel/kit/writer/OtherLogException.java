package io.evenkeel.kit.writer;

/** What was read belongs to another incarnation of the log than the one that is being applied. */
final class OtherLogException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OtherLogException(String message) {
        super(message);
    }
}
