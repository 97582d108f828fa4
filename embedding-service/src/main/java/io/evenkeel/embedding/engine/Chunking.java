package io.evenkeel.embedding.engine;

import java.util.List;

/** What splitting a text comes to. */
public sealed interface Chunking {

    /**
     * The text was split.
     *
     * @param chunks in order; none when the text holds nothing that the model sees
     * @param tokens the tokens of the whole text, without special tokens and repetitions
     */
    record Split(List<Chunk> chunks, int tokens) implements Chunking {
        public Split {
            chunks = List.copyOf(chunks);
        }
    }

    /**
     * The text has too many tokens and is not taken.
     *
     * @param limit how many there may be
     */
    record TooLong(int limit) implements Chunking {}
}
