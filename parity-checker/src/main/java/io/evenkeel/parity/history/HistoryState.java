package io.evenkeel.parity.history;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How recording goes.
 *
 * @param mode whether it goes
 * @param waiting how much waits to be recorded
 * @param recordedAt when something was recorded last; null where nothing was since the start
 * @param failingSince since when it fails; null unless it does
 * @param code why, as one word; null unless it fails
 * @param reason why, and what to do; null when it goes
 */
record HistoryState(
        Mode mode,
        long waiting,
        @Nullable Instant recordedAt,
        @Nullable Instant failingSince,
        @Nullable String code,
        @Nullable String reason) {
    /** Whether recording goes. */
    enum Mode {
        /** There is no Supabase to record in. */
        OFF,
        /** Verification has not started yet. */
        STARTING,
        /** It goes. */
        RECORDING,
        /** It does not, and is tried again. */
        FAILING
    }

    HistoryState recorded(long left, @Nullable Instant at) {
        return new HistoryState(Mode.RECORDING, left, at == null ? recordedAt : at, null, null, null);
    }

    HistoryState failing(long left, Instant now, String why, String message) {
        return new HistoryState(
                Mode.FAILING, left, recordedAt, failingSince == null ? now : failingSince, why, message);
    }
}
