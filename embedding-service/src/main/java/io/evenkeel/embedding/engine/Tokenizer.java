package io.evenkeel.embedding.engine;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The model's WordPiece tokenizer, in its two uses: the tokens that are embedded, cut at the model's limit, and the words
 * of a text with their places, uncut, by which long texts are split. Safe for use by several threads.
 */
final class Tokenizer implements AutoCloseable {
    /** What the model was trained for; the tokenizer's own file says 128, which would lose the second half. */
    static final int MAX_TOKENS = 256;

    /** The tokens that every text gets in addition: one before, one after. */
    static final int SPECIAL_TOKENS = 2;

    private final HuggingFaceTokenizer truncating;
    private final HuggingFaceTokenizer whole;

    private Tokenizer(HuggingFaceTokenizer truncating, HuggingFaceTokenizer whole) {
        this.truncating = truncating;
        this.whole = whole;
    }

    /**
     * A word as the model sees it: letters up to white space or punctuation, one punctuation mark, or one ideograph.
     *
     * @param start its first code point
     * @param end past its last code point
     * @param tokens how many tokens it takes, 1 to 100; longer words count as one unknown token
     */
    record Word(int start, int end, int tokens) {}

    static Tokenizer open(Path json) {
        try {
            return new Tokenizer(
                    HuggingFaceTokenizer.builder()
                            .optTokenizerPath(json)
                            .optTruncation(true)
                            .optMaxLength(MAX_TOKENS)
                            .optPadding(false)
                            .build(),
                    HuggingFaceTokenizer.builder()
                            .optTokenizerPath(json)
                            .optTruncation(false)
                            .optPadding(false)
                            .optAddSpecialTokens(false)
                            .build());
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot read the tokenizer " + json, failed);
        }
    }

    /** The tokens of each text, special tokens included, at most {@link #MAX_TOKENS}. */
    List<long[]> tokens(List<String> texts) {
        List<long[]> tokens = new ArrayList<>(texts.size());
        for (Encoding encoding : truncating.batchEncode(texts)) {
            tokens.add(encoding.getIds());
        }
        return tokens;
    }

    /** The words of a text, in order; characters that the model does not see belong to none. */
    List<Word> words(String text) {
        Encoding encoding = whole.encode(text);
        long[] wordIds = encoding.getWordIds();
        var spans = encoding.getCharTokenSpans();
        List<Word> words = new ArrayList<>();
        int first = 0;
        for (int i = 1; i <= wordIds.length; i++) {
            if (i == wordIds.length || wordIds[i] != wordIds[first]) {
                words.add(new Word(spans[first].getStart(), spans[i - 1].getEnd(), i - first));
                first = i;
            }
        }
        return words;
    }

    @Override
    public void close() {
        truncating.close();
        whole.close();
    }
}
