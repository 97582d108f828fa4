package io.evenkeel.bench;

/**
 * What is to hold between two entries of a contest.
 *
 * @param subject the entry that the claim is about
 * @param reference the one that it is measured against
 * @param target the least ratio of their speeds
 * @param clock what their speeds are measured by
 */
public record Claim(String subject, String reference, double target, Clock clock) {

    /** What a speed is measured by. */
    public enum Clock {
        /** Seconds that pass. */
        WALL,
        /** Seconds of all processors that work on it. */
        CPU
    }

    /** A claim about seconds that pass. */
    public Claim(String subject, String reference, double target) {
        this(subject, reference, target, Clock.WALL);
    }
}
