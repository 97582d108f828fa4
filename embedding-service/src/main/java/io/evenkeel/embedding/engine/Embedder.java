package io.evenkeel.embedding.engine;

import io.evenkeel.contract.change.Provenance;
import io.evenkeel.contract.value.Vector;
import java.util.List;

/**
 * Makes vectors of texts. The vector of a text does not depend on the texts beside it, on their order or on the thread:
 * the same text gives the same bits. Safe for use by several threads.
 */
public interface Embedder {

    /** Who waits for the vectors. */
    enum Urgency {
        /** A person waits; goes before all bulk work that has not begun. */
        QUERY,
        /** Events; in the order of arrival. */
        BULK
    }

    /**
     * Embeds texts, and waits for the result.
     *
     * @param texts any texts; what exceeds the model's token limit does not count
     * @param urgency who waits
     * @return one vector a text, in the same order, finite and of length 1
     * @throws EmbeddingException when the engine fails, or the calling thread is interrupted
     */
    List<Vector> embed(List<String> texts, Urgency urgency);

    /** The model that makes the vectors; vectors of different models must not be mixed in one column. */
    EmbeddingModelId model();

    /** What makes the vectors, as it travels in change sets. */
    Provenance provenance();

    /** How many components a vector has. */
    int dimensions();
}
