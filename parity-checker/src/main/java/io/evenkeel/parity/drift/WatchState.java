package io.evenkeel.parity.drift;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How the watch of a store stands.
 *
 * @param mode what it does
 * @param reason why it does not watch, and what to do; null while it watches
 * @param since since when it is so
 */
public record WatchState(Mode mode, @Nullable String reason, Instant since) {

    /** What a watch does. */
    public enum Mode {
        /** Every change is seen. */
        WATCHING,
        /** It could not go on, and tries again. */
        RETRYING,
        /** It cannot work as things are: only sweeps find drift. */
        SWEEP_ONLY,
        /** It is not wanted, or the stores are not compared now. */
        OFF;

        /** The name in answers and metrics. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
