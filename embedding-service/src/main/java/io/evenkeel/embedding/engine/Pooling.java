package io.evenkeel.embedding.engine;

import io.evenkeel.contract.value.Vector;
import java.util.Locale;

/** How the vectors of a text's tokens become one, as the model was trained. The result is scaled to length 1. */
public enum Pooling {
    /** Their mean. */
    MEAN {
        @Override
        void pool(float[] states, int from, int tokens, float[] pooled) {
            for (int token = 0; token < tokens; token++) {
                int at = from + token * pooled.length;
                for (int i = 0; i < pooled.length; i++) {
                    pooled[i] += states[at + i];
                }
            }
            for (int i = 0; i < pooled.length; i++) {
                pooled[i] /= tokens;
            }
        }
    },

    /** That of the first token, which stands for the whole text. */
    CLS {
        @Override
        void pool(float[] states, int from, int tokens, float[] pooled) {
            System.arraycopy(states, from, pooled, 0, pooled.length);
        }
    };

    abstract void pool(float[] states, int from, int tokens, float[] pooled);

    /**
     * Pools in token order, so that the same states give the same bits.
     *
     * @param states hidden states, one token after another
     * @param from where the text's first component stands
     * @param tokens how many tokens count, at least 1; padding behind them does not
     * @param dimensions components a token
     * @throws EmbeddingException when the result has no direction: a component is not finite, or all are zero
     */
    Vector pool(float[] states, int from, int tokens, int dimensions) {
        float[] pooled = new float[dimensions];
        pool(states, from, tokens, pooled);
        double squares = 0;
        for (float component : pooled) {
            squares += (double) component * component;
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

    /** {@code mean} or {@code cls}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
