package io.evenkeel.embedding.engine;

import io.evenkeel.contract.value.Digest;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The identity of a model: what is stored in {@code embedding_model} beside each vector. Two vectors are comparable only
 * when their identities are equal.
 *
 * @param name the model's published name, for example {@code all-MiniLM-L6-v2}
 * @param digest 16 hex digits over everything that decides what a vector means
 */
public record EmbeddingModelId(String name, String digest) {

    /**
     * What decides the meaning of a vector. The engine, its optimisation level and the device do not: they move a
     * component by 1e-5 at most and travel as provenance instead.
     *
     * @param modelSha256 digest of the model file, hex
     * @param tokenizerSha256 digest of the tokenizer file, hex
     * @param pooling how token vectors become one, for example {@code mean}
     * @param normalisation what is done to its length, for example {@code l2}
     * @param maxTokens how many tokens count, special tokens included
     * @param precision of weights and arithmetic, for example {@code fp32}
     * @param passagePrefix what stands before stored texts; counts only when it is not empty
     * @param queryPrefix what stands before queries, likewise: a vector is what such queries find
     */
    record Ingredients(
            String modelSha256,
            String tokenizerSha256,
            String pooling,
            String normalisation,
            int maxTokens,
            String precision,
            String passagePrefix,
            String queryPrefix) {}

    static EmbeddingModelId of(String name, Ingredients ingredients) {
        String lines = "model=" + ingredients.modelSha256()
                + "\ntokenizer=" + ingredients.tokenizerSha256()
                + "\npooling=" + ingredients.pooling()
                + "\nnormalisation=" + ingredients.normalisation()
                + "\nmax_tokens=" + ingredients.maxTokens()
                + "\nprecision=" + ingredients.precision() + "\n"
                + prefix("passage_prefix", ingredients.passagePrefix())
                + prefix("query_prefix", ingredients.queryPrefix());
        long first = Digest.of(lines.getBytes(StandardCharsets.UTF_8)).high();
        return new EmbeddingModelId(name, HexFormat.of().toHexDigits(first));
    }

    private static String prefix(String name, String prefix) {
        return prefix.isEmpty() ? "" : name + "=" + prefix.length() + ":" + prefix + "\n";
    }

    /** {@code name@digest}, as it is stored. */
    @Override
    public String toString() {
        return name + "@" + digest;
    }
}
