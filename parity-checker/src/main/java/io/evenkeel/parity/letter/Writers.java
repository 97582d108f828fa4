package io.evenkeel.parity.letter;

import io.evenkeel.contract.control.Backend;
import io.evenkeel.kit.writer.RepairAnswer;
import io.evenkeel.kit.writer.RepairRequest;
import io.evenkeel.kit.writer.ReplayAnswer;
import io.evenkeel.kit.writer.ReplayRequest;

/** The writers, which alone change the stores. Thread-safe. */
public interface Writers {

    /** Has a store's writer replay a letter, and close it where that went well. */
    Answer<ReplayAnswer> replay(Backend store, ReplayRequest request);

    /** Has a store's writer put rows right. */
    Answer<RepairAnswer> repair(Backend store, RepairRequest request);

    /**
     * What a writer answered.
     *
     * @param <T> what it says of its work
     */
    sealed interface Answer<T> {
        /** It has done it. */
        record Done<T>(T answer) implements Answer<T> {}

        /**
         * It has done nothing.
         *
         * @param code a stable code
         * @param message what was expected and what to do
         */
        record Refused<T>(String code, String message) implements Answer<T> {}

        /** The store has moved on, or is not there yet; asking again may help. */
        record NotNow<T>(String reason) implements Answer<T> {}

        /** The writer, its store or Kafka does not answer. */
        record Unavailable<T>(String reason) implements Answer<T> {}
    }
}
