package io.evenkeel.embedding.engine;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The model's tokenizer, in its two uses: the tokens that are embedded, cut at the model's limit, and the words of a text
 * with their places, uncut, by which long texts are split. Safe for use by several threads.
 */
final class Tokenizer implements AutoCloseable {
    /** The most tokens that a {@link Word} has; what a tokenizer takes as one and is longer, counts as several. */
    static final int WORD_TOKENS = 100;

    private final HuggingFaceTokenizer truncating;
    private final HuggingFaceTokenizer whole;
    private final int maxTokens;
    private final int passageOverhead;

    private Tokenizer(HuggingFaceTokenizer truncating, HuggingFaceTokenizer whole, ModelSpec spec) {
        this.truncating = truncating;
        this.whole = whole;
        maxTokens = spec.maxTokens();
        passageOverhead = truncating.encode(spec.passagePrefix()).getIds().length;
    }

    /**
     * A word as the model sees it: to most, letters up to white space or punctuation, one punctuation mark, or one
     * ideograph.
     *
     * @param start its first code point
     * @param end past its last code point
     * @param tokens how many tokens it takes, 1 to {@value #WORD_TOKENS}
     */
    record Word(int start, int end, int tokens) {}

    /**
     * Reads the tokenizer. What its file says of truncation does not count: it may be less than what the model takes.
     *
     * @throws EmbeddingException when it cannot be read, or puts no token of its own around texts, so that an empty text
     *     would have none
     */
    static Tokenizer open(Path json, ModelSpec spec) {
        Tokenizer tokenizer = new Tokenizer(
                read(
                        HuggingFaceTokenizer.builder()
                                .optTruncation(true)
                                .optMaxLength(spec.maxTokens())
                                .optPadding(false),
                        json),
                read(
                        HuggingFaceTokenizer.builder()
                                .optTruncation(false)
                                .optPadding(false)
                                .optAddSpecialTokens(false),
                        json),
                spec);
        if (tokenizer.truncating.encode("").getIds().length == 0) {
            tokenizer.close();
            throw new EmbeddingException(json + " puts no token before or after a text; expected is the tokenizer of an"
                    + " encoder, with [CLS] and [SEP], <s> and </s>, or the like");
        }
        return tokenizer;
    }

    private static HuggingFaceTokenizer read(HuggingFaceTokenizer.Builder builder, Path json) {
        try {
            return builder.optTokenizerPath(json).build();
        } catch (IOException | RuntimeException failed) {
            // The native library has no exceptions of its own.
            throw new EmbeddingException(
                    json + " is no tokenizer (" + failed.getMessage() + "); expected is a tokenizer.json", failed);
        }
    }

    /** The most tokens that a text has for the model. */
    int maxTokens() {
        return maxTokens;
    }

    /** How many tokens of a stored text's are not its own: special ones, and those of the prefix. */
    int passageOverhead() {
        return passageOverhead;
    }

    /** The tokens of each text, special tokens included, at most {@link #maxTokens}. */
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
        CharSpan[] spans = encoding.getCharTokenSpans();
        List<Word> words = new ArrayList<>();
        int first = 0;
        for (int i = 1; i <= wordIds.length; i++) {
            if (i == wordIds.length
                    || wordIds[i] != wordIds[first]
                    || i - first >= WORD_TOKENS && spans[i].getStart() >= spans[i - 1].getEnd()) {
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
