package io.evenkeel.embedding.engine;

import ai.djl.engine.EngineException;
import ai.djl.translate.TranslateException;
import java.util.List;

/** What must hold of a model before the first text; found later, it would stop the log. */
final class ModelCheck {
    /** What a component may move by when the text has others beside it: quantised models reach 1e-2, fp32 none. */
    private static final float TOLERANCE = 1e-4f;

    private static final String PROBE = "A text that stands for all others.";

    private ModelCheck() {}

    /** The tokens of a short text. */
    static long[] probe(Tokenizer tokenizer) {
        return tokenizer.tokens(List.of(PROBE)).getFirst();
    }

    /**
     * Checks dimensions, the longest text, and that a text's vector does not depend on its neighbours.
     *
     * @throws EmbeddingException when one does not hold; the message names the setting and what was found
     */
    static void check(OnnxModel model, Tokenizer tokenizer, ModelSpec spec) {
        if (model.dimensions() != spec.dimensions()) {
            throw new EmbeddingException("EMBEDDING_MODEL_DIMENSIONS is " + spec.dimensions() + ", but " + model.file()
                    + " gives vectors of " + model.dimensions() + "; set it to " + model.dimensions()
                    + ", and the catalogue's vector columns too");
        }
        long[] text = probe(tokenizer);
        long[] longest = tokenizer
                .tokens(List.of((PROBE + " ").repeat(spec.maxTokens())))
                .getFirst();
        try (OnnxModel.Session session = model.session()) {
            float[] alone = session.run(List.of(text));
            float[] together = run(session, List.of(longest, text), model, spec);
            requireSame(
                    vector(alone, 0, text, spec),
                    vector(together, longest.length * spec.dimensions(), text, spec),
                    model);
        } catch (TranslateException | EngineException failed) {
            throw new EmbeddingException(
                    model.file() + " does not run on " + model.device() + ": " + OnnxModel.reason(failed), failed);
        }
    }

    private static float[] run(OnnxModel.Session session, List<long[]> texts, OnnxModel model, ModelSpec spec) {
        try {
            return session.run(texts);
        } catch (TranslateException | EngineException failed) {
            throw new EmbeddingException(
                    "EMBEDDING_MODEL_MAX_TOKENS is " + spec.maxTokens() + ", but " + model.file()
                            + " does not run a text of " + texts.getFirst().length + " tokens ("
                            + OnnxModel.reason(failed) + "); set it to what the model was trained for",
                    failed);
        }
    }

    private static float[] vector(float[] states, int from, long[] text, ModelSpec spec) {
        return spec.pooling().pool(states, from, text.length, spec.dimensions()).toArray();
    }

    private static void requireSame(float[] alone, float[] together, OnnxModel model) {
        for (int i = 0; i < alone.length; i++) {
            if (Math.abs(alone[i] - together[i]) > TOLERANCE) {
                throw new EmbeddingException(model.file()
                        + " gives a text another vector when it has others beside it, as quantised models do;"
                        + " take the model in fp32");
            }
        }
    }
}
