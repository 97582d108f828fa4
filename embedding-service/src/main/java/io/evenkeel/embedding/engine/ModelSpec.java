package io.evenkeel.embedding.engine;

import java.util.regex.Pattern;

/**
 * A model, and how texts are put to it: an encoder in ONNX that takes {@code input_ids}, {@code attention_mask} and, if
 * it likes, {@code token_type_ids}, and gives a hidden state for each token.
 *
 * @param name its published name; it begins the identity that is stored beside each vector
 * @param file the ONNX model: a path, or {@code classpath:} and a resource's name
 * @param tokenizer its {@code tokenizer.json}, likewise
 * @param dimensions components of a vector, 1 to 2,000; must be what the model gives
 * @param pooling how token vectors become one
 * @param maxTokens tokens of a text that count, special tokens included, {@value #FEWEST_TOKENS} to {@value #MOST_TOKENS}
 * @param passagePrefix what stands before each stored text, blanks included; often empty
 * @param queryPrefix what stands before each query, likewise
 */
public record ModelSpec(
        String name,
        String file,
        String tokenizer,
        int dimensions,
        Pooling pooling,
        int maxTokens,
        String passagePrefix,
        String queryPrefix) {

    /** Fewer would not hold the longest word and a prefix. */
    static final int FEWEST_TOKENS = 128;

    static final int MOST_TOKENS = 32_768;

    /** What a vector index can hold in Postgres. */
    private static final int MOST_DIMENSIONS = 2_000;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,99}");

    /** The model that ships; its tokenizer's file says 128 tokens, but it was trained for 256. */
    public static final ModelSpec ALL_MINILM_L6_V2 = new ModelSpec(
            "all-MiniLM-L6-v2",
            "classpath:all-minilm-l6-v2.onnx",
            "classpath:all-minilm-l6-v2-tokenizer.json",
            384,
            Pooling.MEAN,
            256,
            "",
            "");

    /** @throws IllegalArgumentException when a value is out of its bounds; the message names the setting */
    public ModelSpec {
        require(NAME.matcher(name).matches(), "NAME", name, "up to 100 letters, digits and . _ / -");
        require(!file.isBlank(), "FILE", file, "a path, or classpath: and a resource");
        require(!tokenizer.isBlank(), "TOKENIZER", tokenizer, "a path, or classpath: and a resource");
        require(dimensions >= 1 && dimensions <= MOST_DIMENSIONS, "DIMENSIONS", dimensions, "1 to " + MOST_DIMENSIONS);
        require(
                maxTokens >= FEWEST_TOKENS && maxTokens <= MOST_TOKENS,
                "MAX_TOKENS",
                maxTokens,
                FEWEST_TOKENS + " to " + MOST_TOKENS);
    }

    /** What stands before texts of that purpose. */
    String prefix(Embedder.Purpose purpose) {
        return switch (purpose) {
            case QUERY -> queryPrefix;
            case PASSAGE -> passagePrefix;
        };
    }

    private static void require(boolean holds, String setting, Object found, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "EMBEDDING_MODEL_" + setting + " must be " + expected + ", not \"" + found + "\"");
        }
    }
}
