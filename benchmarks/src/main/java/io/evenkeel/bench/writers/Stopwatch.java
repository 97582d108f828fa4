package io.evenkeel.bench.writers;

import java.time.Duration;

/** Times a piece of work. */
final class Stopwatch {
    private Stopwatch() {}

    /** Work that may fail. */
    @FunctionalInterface
    interface Work<E extends Exception> {
        void run() throws E;
    }

    static <E extends Exception> Duration time(Work<E> work) throws E {
        long start = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
