package io.evenkeel.embedding.engine;

import io.evenkeel.embedding.engine.Tokenizer.Word;
import java.util.ArrayList;
import java.util.List;

/** Where the pieces of one text begin and end, decided from its words alone. */
final class ChunkBorders {
    private static final int NONE = 0;
    private static final int SPACE = 1;
    private static final int SENTENCE = 2;
    private static final int PARAGRAPH = 3;

    private static final String CLOSING = "\"')]}»”’」』）】";
    private static final String SENTENCE_END = ".!?…:;。！？；：｡";
    private static final String WIDE_SENTENCE_END = "。！？；｡";

    private final int[] characters;
    private final List<Word> words;
    private final Chunker.Limits limits;
    private final int overhead;
    private final int contentTokens;
    private final int[] tokensBefore;

    ChunkBorders(int[] characters, List<Word> words, Chunker.Limits limits, int overhead) {
        this.characters = characters;
        this.words = words;
        this.limits = limits;
        this.overhead = overhead;
        contentTokens = limits.chunkTokens() - overhead;
        tokensBefore = new int[words.size() + 1];
        for (int i = 0; i < words.size(); i++) {
            tokensBefore[i + 1] = tokensBefore[i] + words.get(i).tokens();
        }
    }

    List<Chunk> chunks() {
        List<Chunk> chunks = new ArrayList<>();
        int from = 0;
        while (from < words.size()) {
            int to = cut(from, reach(from));
            int start = words.get(from).start();
            int end = words.get(to - 1).end();
            chunks.add(new Chunk(
                    chunks.size(),
                    start,
                    end,
                    tokens(from, to) + overhead,
                    new String(characters, start, end - start)));
            from = to == words.size() ? to : resume(from, to);
        }
        return chunks;
    }

    /** Past the last word that fits into a piece which begins with the given one; that one always fits. */
    private int reach(int from) {
        int to = from + 1;
        while (to < words.size() && fits(from, to + 1)) {
            to++;
        }
        return to;
    }

    /** The best end of a piece: the strongest border in its second half, and of those the last. */
    private int cut(int from, int reach) {
        if (reach == words.size()) {
            return reach;
        }
        int best = reach;
        for (int to = reach - 1; to > from && tokens(from, to) * 2 >= contentTokens; to--) {
            if (border(to) > border(best)) {
                best = to;
            }
        }
        return best;
    }

    /** Where the next piece begins: within the overlap, at the strongest border, and of those the first. */
    private int resume(int from, int to) {
        int best = to;
        for (int start = to - 1; start > from && tokens(start, to) <= limits.overlapTokens(); start--) {
            if (best == to || border(start) >= border(best)) {
                best = start;
            }
        }
        while (best < to && !fits(best, to + 1)) {
            best++;
        }
        return best;
    }

    private boolean fits(int from, int to) {
        return tokens(from, to) <= contentTokens
                && words.get(to - 1).end() - words.get(from).start() <= limits.chunkCharacters();
    }

    private int tokens(int from, int to) {
        return tokensBefore[to] - tokensBefore[from];
    }

    /** How strong the border before a word is. */
    private int border(int index) {
        int spaces = 0;
        int lines = 0;
        for (int at = words.get(index - 1).end(); at < words.get(index).start(); at++) {
            spaces += Chunker.isSpace(characters[at]) ? 1 : 0;
            lines += characters[at] == '\n' || characters[at] == '\u2028' ? 1 : 0;
            lines += characters[at] == '\u2029' ? 2 : 0;
        }
        if (lines > 1) {
            return PARAGRAPH;
        }
        if (lines == 1 || endsSentence(index - 1, spaces > 0)) {
            return SENTENCE;
        }
        return spaces > 0 ? SPACE : NONE;
    }

    private boolean endsSentence(int index, boolean spaceFollows) {
        int last = index;
        while (last > Math.max(0, index - 3) && CLOSING.indexOf(lastCharacter(last)) >= 0) {
            last--;
        }
        return (spaceFollows ? SENTENCE_END : WIDE_SENTENCE_END).indexOf(lastCharacter(last)) >= 0;
    }

    private int lastCharacter(int index) {
        return characters[words.get(index).end() - 1];
    }
}
