package io.evenkeel.parity.repair;

import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.value.RowKey;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What became of one row in one store.
 *
 * @param key the row
 * @param store the store; null where the row was equal in both
 * @param action what the log has the store do
 * @param outcome what became of it
 * @param code why it is not right; null when it is, or would be
 * @param message why, and what to do; null when it is, or would be
 */
public record Repaired(
        RowKey key,
        @Nullable Backend store,
        Action action,
        Outcome outcome,
        @Nullable String code,
        @Nullable String message) {

    /** What the log has a store do with a row. */
    public enum Action {
        /** Nothing. */
        NONE,
        /** Hold it, as the log says. */
        PUT,
        /** Not hold it. */
        REMOVE;

        /** The name in answers. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What became of it. */
    public enum Outcome {
        /** It differed, was written, and was found equal afterwards. */
        REPAIRED,
        /** It was equal already. */
        EQUAL,
        /** It differs, and a repair that is not only tried would write it. */
        PLANNED,
        /** It cannot be put right as things are. */
        REFUSED,
        /** Somebody did not answer, or was not as far as the log; asking again may help. */
        FAILED,
        /** It was written, and differs still. */
        DIFFERENT;

        /** The name in answers. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether the store holds the row as the log has it. */
    public boolean isRight() {
        return outcome == Outcome.REPAIRED || outcome == Outcome.EQUAL;
    }
}
