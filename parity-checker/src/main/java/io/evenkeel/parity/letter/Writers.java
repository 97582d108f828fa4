package io.evenkeel.parity.letter;

import io.evenkeel.contract.control.Backend;
import io.evenkeel.kit.writer.ReplayAnswer;
import io.evenkeel.kit.writer.ReplayRequest;

/** The writers, which alone change the stores. Thread-safe. */
@FunctionalInterface
public interface Writers {

    /** Has a store's writer replay a letter, and close it where that went well. */
    Answer replay(Backend store, ReplayRequest request);

    /** What a writer answered. */
    sealed interface Answer {
        /** The letter is closed. */
        record Done(ReplayAnswer answer) implements Answer {}

        /**
         * The letter stays.
         *
         * @param code a stable code
         * @param message what was expected and what to do
         */
        record Refused(String code, String message) implements Answer {}

        /** The store has moved on, or is not there yet; asking again may help. */
        record NotNow(String reason) implements Answer {}

        /** The writer, its store or Kafka does not answer. */
        record Unavailable(String reason) implements Answer {}
    }
}
