package io.evenkeel.kit.writer;

import java.time.Clock;
import java.time.Instant;

/** What a writer is doing, for health and metrics. Thread-safe. */
public final class WriterState {

    /** What a writer can be doing. */
    public enum Phase {
        /** It has no partitions yet. */
        STARTING,
        /** The stage has it apply nothing. */
        PAUSED,
        /** It applies what the log brings. */
        APPLYING,
        /** It cannot apply now, and tries again. */
        DEGRADED
    }

    /**
     * A phase, why, and since when.
     *
     * @param reason for people; empty where the phase says it all
     */
    public record Status(Phase phase, String reason, Instant since) {}

    private final Clock clock;
    private volatile Status status;

    public WriterState(Clock clock) {
        this.clock = clock;
        this.status = new Status(Phase.STARTING, "", clock.instant());
    }

    /** What it is doing now. */
    public Status status() {
        return status;
    }

    /** @return whether that is news */
    boolean enter(Phase phase, String reason) {
        Status before = status;
        if (before.phase() == phase && before.reason().equals(reason)) {
            return false;
        }
        Instant since = before.phase() == phase ? before.since() : clock.instant();
        status = new Status(phase, reason, since);
        return true;
    }
}
