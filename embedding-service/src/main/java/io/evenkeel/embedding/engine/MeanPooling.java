package io.evenkeel.embedding.engine;

import io.evenkeel.contract.value.Vector;

/** Makes one vector of the vectors of a text's tokens, as the model was trained: their mean, scaled to length 1. */
final class MeanPooling {
    private MeanPooling() {}

    /**
     * Pools in token order, so that the same states give the same bits.
     *
     * @param states hidden states, one token after another
     * @param from where the text's first component stands
     * @param tokens how many tokens count; padding behind them does not
     * @param dimensions components a token
     * @throws EmbeddingException when the result has no direction: a component is not finite, or all are zero
     */
    static Vector pool(float[] states, int from, int tokens, int dimensions) {
        float[] pooled = new float[dimensions];
        for (int token = 0; token < tokens; token++) {
            int at = from + token * dimensions;
            for (int i = 0; i < dimensions; i++) {
                pooled[i] += states[at + i];
            }
        }
        double squares = 0;
        for (int i = 0; i < dimensions; i++) {
            pooled[i] /= tokens;
            squares += (double) pooled[i] * pooled[i];
        }
        float scale = (float) (1 / Math.sqrt(squares));
        for (int i = 0; i < dimensions; i++) {
            pooled[i] *= scale;
        }
        Vector vector = Vector.of(pooled);
        if (!vector.isUsable()) {
            throw new EmbeddingException("the engine gave a vector that is not finite or is zero; check the device");
        }
        return vector;
    }
}
