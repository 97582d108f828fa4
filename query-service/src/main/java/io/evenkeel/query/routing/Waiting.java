package io.evenkeel.query.routing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Time, as a gate that waits sees it. */
public interface Waiting {

    /** Nanoseconds of a monotonic clock. */
    long nanos();

    /** Returns after about that long, or earlier when interrupted. */
    void pause(Duration duration);

    /** The clock of this machine. */
    Waiting SYSTEM = new Waiting() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void pause(Duration duration) {
            LockSupport.parkNanos(duration.toNanos());
        }
    };
}
