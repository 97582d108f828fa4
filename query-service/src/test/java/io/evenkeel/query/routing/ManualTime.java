package io.evenkeel.query.routing;

import java.time.Duration;

/** Time that passes only while someone pauses. */
final class ManualTime implements Waiting {
    private long nanos;
    private Runnable meanwhile = () -> {};

    /** What happens during each pause. */
    void meanwhile(Runnable happens) {
        meanwhile = happens;
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public void pause(Duration duration) {
        nanos += duration.toNanos();
        meanwhile.run();
    }
}
