package io.evenkeel.bench;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One contender doing the work once, on a stage of its own. */
public interface Trial extends AutoCloseable {

    /**
     * Does the work.
     *
     * @return how long it took, without what a contender that runs for long would have done before
     */
    Duration run() throws Exception;

    /** The processor time that the run took, of all threads and processes that worked; null when it is not measured. */
    default @Nullable Duration cpu() {
        return null;
    }

    /** How long the compilers of the process that works have been busy since it started, all of their threads together. */
    default Duration compiled() {
        return Duration.ofMillis(ManagementFactory.getCompilationMXBean().getTotalCompilationTime());
    }

    /**
     * Compares what is there now with what should be.
     *
     * @throws BenchFailure when they differ
     */
    void check() throws Exception;

    /** Clears the stage. */
    @Override
    void close() throws Exception;
}
