package io.evenkeel.e2e.faults;

import java.time.Duration;

/**
 * How much of the suite runs: a short part unless {@code -Devenkeel.faults=full}. The random choices of a test follow
 * {@code -Devenkeel.seed}.
 */
final class Faults {
    private Faults() {}

    static boolean full() {
        return "full".equals(System.getProperty("evenkeel.faults"));
    }

    static int times(int shortly, int full) {
        return full() ? full : shortly;
    }

    static Duration lasting(Duration shortly, Duration full) {
        return full() ? full : shortly;
    }

    static long seed() {
        Long given = Long.getLong("evenkeel.seed");
        return given == null ? System.nanoTime() : given;
    }
}
