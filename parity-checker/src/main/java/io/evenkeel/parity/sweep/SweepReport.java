package io.evenkeel.parity.sweep;

import io.evenkeel.parity.finding.Mismatch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a sweep stands, and what it found.
 *
 * @param id its id
 * @param state how far it is
 * @param requestedAt when it was asked for
 * @param startedAt when it began, or null
 * @param rowsCompared rows compared so far
 * @param rowsExpected about how many rows there are, known once it compares
 * @param took how long it has run
 * @param mismatches what differs, so far
 * @param reason why it cannot vouch for everything, or failed; null when it can
 */
public record SweepReport(
        String id,
        State state,
        Instant requestedAt,
        @Nullable Instant startedAt,
        long rowsCompared,
        long rowsExpected,
        Duration took,
        List<Mismatch> mismatches,
        @Nullable String reason) {
    /** How far a sweep is. */
    public enum State {
        QUEUED,
        WAITING,
        COMPARING,
        DONE,
        FAILED
    }

    public SweepReport {
        mismatches = List.copyOf(mismatches);
    }

    static SweepReport queued(String id, Instant now) {
        return new SweepReport(id, State.QUEUED, now, null, 0, 0, Duration.ZERO, List.of(), null);
    }

    /** Whether it has ended. */
    public boolean ended() {
        return state == State.DONE || state == State.FAILED;
    }

    /** Whether every row was compared and is equal. */
    public boolean verified() {
        return state == State.DONE && mismatches.isEmpty() && reason == null;
    }
}
