package io.evenkeel.embedding.engine;

import io.evenkeel.embedding.engine.Tokenizer.Word;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits texts into pieces that the model takes in whole. A piece ends at a paragraph where one ends in its second half,
 * else at a sentence or line, else between words; words are never cut, unless one is longer than a whole piece may be.
 * The next piece repeats the end of the one before. The same text gives the same pieces. Safe for use by several threads.
 */
public final class Chunker {
    private final Tokenizer tokenizer;
    private final Limits limits;

    /** @throws IllegalArgumentException when a piece would hold more than the model takes, or not the longest word */
    Chunker(Tokenizer tokenizer, Limits limits) {
        int fewest = Math.max(Limits.FEWEST_TOKENS, Tokenizer.WORD_TOKENS + tokenizer.passageOverhead());
        Limits.require(
                limits.chunkTokens() >= fewest && limits.chunkTokens() <= tokenizer.maxTokens(),
                "chunk tokens",
                limits.chunkTokens(),
                fewest + " to " + tokenizer.maxTokens());
        this.tokenizer = tokenizer;
        this.limits = limits;
    }

    /**
     * How long pieces and texts may be.
     *
     * @param chunkTokens most tokens of a piece, special tokens and the model's prefix included, at least
     *     {@value #FEWEST_TOKENS} and at most what the model takes; a word may take 100 of them
     * @param overlapTokens most tokens that a piece repeats, 0 to a quarter of a piece
     * @param chunkCharacters most code points of a piece, at least 512; only words without end reach it, since one of more
     *     than 100 letters is a single token
     * @param textTokens most tokens of a text
     */
    public record Limits(int chunkTokens, int overlapTokens, int chunkCharacters, int textTokens) {
        private static final int FEWEST_TOKENS = 128;

        public Limits {
            require(chunkTokens >= FEWEST_TOKENS, "chunk tokens", chunkTokens, "at least " + FEWEST_TOKENS);
            require(
                    overlapTokens >= 0 && overlapTokens <= chunkTokens / 4,
                    "overlap tokens",
                    overlapTokens,
                    "0 to a quarter of the chunk tokens");
            require(chunkCharacters >= 512, "chunk characters", chunkCharacters, "at least 512");
            require(textTokens >= chunkTokens, "text tokens", textTokens, "at least the chunk tokens");
        }

        /** Pieces of 256 tokens, 32 tokens of overlap, and texts of about 800 KB of English. */
        public static final Limits DEFAULT = of(256, 32, 200_000);

        /** Limits with room for the characters of that many tokens. */
        public static Limits of(int chunkTokens, int overlapTokens, int textTokens) {
            return new Limits(chunkTokens, overlapTokens, Math.max(4_096, 16 * chunkTokens), textTokens);
        }

        private static void require(boolean holds, String what, int found, String expected) {
            if (!holds) {
                throw new IllegalArgumentException(what + " must be " + expected + ", not " + found);
            }
        }
    }

    /** Splits a text; offsets and texts of the pieces are exact. */
    public Chunking chunk(String text) {
        int[] characters = text.codePoints().toArray();
        List<Word> words = new ArrayList<>();
        int tokens = 0;
        for (int from = 0; from < characters.length; ) {
            Segment segment = segment(characters, from);
            for (Word word : segment.words()) {
                words.add(word);
                tokens += word.tokens();
            }
            if (tokens > limits.textTokens()) {
                return new Chunking.TooLong(limits.textTokens());
            }
            from = segment.end();
        }
        return new Chunking.Split(
                new ChunkBorders(characters, words, limits, tokenizer.passageOverhead()).chunks(), tokens);
    }

    private record Segment(List<Word> words, int end) {}

    /**
     * The words of the next few thousand characters, so that memory does not grow with the text. It ends at a space, or
     * before a word that might go on.
     */
    private Segment segment(int[] characters, int from) {
        int to = Math.min(characters.length, from + limits.chunkCharacters());
        boolean mayCutWord = to < characters.length;
        for (int at = to; mayCutWord && at > from; at--) {
            if (isSpace(characters[at])) {
                to = at;
                mayCutWord = false;
            }
        }
        List<Word> words = tokenizer.words(new String(characters, from, to - from));
        if (mayCutWord && words.size() > 1) {
            to = from + words.getLast().start();
            words = words.subList(0, words.size() - 1);
        }
        List<Word> placed = new ArrayList<>(words.size());
        for (int i = 0; i < words.size(); i++) {
            Word word = words.get(i);
            int start = from + word.start();
            int end = from + word.end();
            int limit = i + 1 < words.size() ? from + words.get(i + 1).start() : to;
            // Marks and joiners that the model drops stay with their word.
            while (end < limit && !isSpace(characters[end])) {
                end++;
            }
            while (i == 0 && start > from && !isSpace(characters[start - 1])) {
                start--;
            }
            placed.add(new Word(start, end, word.tokens()));
        }
        return new Segment(placed, to);
    }

    /** What the tokenizer takes as a space: other control characters vanish, and join what they part. */
    static boolean isSpace(int character) {
        return character == '\t' || character == '\n' || character == '\r' || Character.isSpaceChar(character);
    }
}
