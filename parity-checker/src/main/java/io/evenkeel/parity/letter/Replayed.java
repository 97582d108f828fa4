package io.evenkeel.parity.letter;

import io.evenkeel.contract.topic.DeadLetter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What became of the replay of one letter.
 *
 * @param letter the letter
 * @param result what became of it
 * @param code why it stays open; null when it is closed
 * @param message why it stays open, and what to do; null when it is closed
 */
public record Replayed(
        DeadLetter letter,
        Result result,
        @Nullable String code,
        @Nullable String message) {
    /** The code where a writer, its store or Kafka does not answer. */
    static final String UNAVAILABLE = "unavailable";

    /** What became of it. */
    public enum Result {
        /** The store lacked something of it, and holds it now; the letter is closed. */
        APPLIED,
        /** The store held all that the log still has of it; the letter is closed. */
        SKIPPED,
        /** It cannot be replayed as things are; the letter stays. */
        REFUSED,
        /** Somebody did not answer; the letter stays, and asking again may help. */
        FAILED;

        /** The name in answers. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Replayed closed(DeadLetter letter, Result result) {
        return new Replayed(letter, result, null, null);
    }

    static Replayed refused(DeadLetter letter, String code, String message) {
        return new Replayed(letter, Result.REFUSED, code, message);
    }

    static Replayed failed(DeadLetter letter, String code, String message) {
        return new Replayed(letter, Result.FAILED, code, message);
    }

    /** Whether the letter is closed. */
    public boolean isClosed() {
        return result == Result.APPLIED || result == Result.SKIPPED;
    }
}
