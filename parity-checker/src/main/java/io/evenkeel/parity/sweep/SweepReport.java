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
 * @param request what was asked for
 * @param state how far it is
 * @param requestedAt when it was asked for
 * @param startedAt when it began, or null
 * @param rowsCompared rows compared so far
 * @param rowsExpected about how many rows there are, known once it compares
 * @param took how long it has run, rests included; what happened while the service was down is not
 * @param mismatches what differs, so far
 * @param reason why it cannot vouch for everything, or failed, or what it waits for; null when neither
 */
public record SweepReport(
        String id,
        SweepRequest request,
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
        STOPPED,
        FAILED
    }

    public SweepReport {
        mismatches = List.copyOf(mismatches);
    }

    static SweepReport queued(String id, SweepRequest request, Instant now) {
        return new SweepReport(id, request, State.QUEUED, now, null, 0, 0, Duration.ZERO, List.of(), null);
    }

    /** Whether it has ended. */
    public boolean ended() {
        return switch (state) {
            case QUEUED, WAITING, COMPARING -> false;
            case DONE, STOPPED, FAILED -> true;
        };
    }

    /** Whether every row that was asked for was compared and is equal. */
    public boolean verified() {
        return state == State.DONE && mismatches.isEmpty() && reason == null;
    }

    /** The verdict of an ended one: {@code verified}, {@code stale} where it cannot vouch for all, {@code not_verified}. */
    public String verdict() {
        if (verified()) {
            return "verified";
        }
        return state == State.DONE && mismatches.isEmpty() ? "stale" : "not_verified";
    }

    SweepReport ended(State how, String why) {
        return new SweepReport(
                id, request, how, requestedAt, startedAt, rowsCompared, rowsExpected, took, mismatches, why);
    }
}
