package io.evenkeel.parity.ledger;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The pause between two rounds of a loop, which ends at once when the loop is to end. Thread-safe. */
public final class Pause {
    private final CountDownLatch over = new CountDownLatch(1);
    private final Duration length;

    /** Pauses of that length. */
    public Pause(Duration length) {
        this.length = length;
    }

    /** Waits; an interrupt ends the loop. */
    public void await() {
        await(length);
    }

    /** Waits for another length. */
    public void await(Duration other) {
        try {
            if (over.await(other.toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            over.countDown();
        }
    }

    /** Whether the loop is to end. */
    public boolean over() {
        return over.getCount() == 0;
    }

    /** Ends the loop. */
    public void end() {
        over.countDown();
    }
}
