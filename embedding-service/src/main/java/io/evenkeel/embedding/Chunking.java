package io.evenkeel.embedding;

import java.util.List;

/** What splitting a text comes to. */
public sealed interface Chunking {

    /**
     * The text was split.
     *
     * @param chunks in order; none when the text holds nothing that the model sees
     */
    record Split(List<Chunk> chunks) implements Chunking {
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
