package io.evenkeel.embedding.engine;

import io.evenkeel.contract.change.Provenance;
import io.evenkeel.contract.value.Vector;
import java.util.List;

/**
 * Makes vectors of texts. The vector of a text does not depend on the texts beside it, on their order or on the thread:
 * the same text gives the same bits. Safe for use by several threads.
 */
public interface Embedder {

    /** What a text is, since a model may want them told apart, and who waits for the vector. */
    enum Purpose {
        /** A person looks for it and waits; goes before all passages that have not begun. */
        QUERY,
        /** It is stored, to be found; in the order of arrival. */
        PASSAGE
    }

    /**
     * Embeds texts, and waits for the result.
     *
     * @param texts any texts; what exceeds the model's token limit does not count
     * @param purpose what they are
     * @return one vector a text, in the same order, finite and of length 1
     * @throws EmbeddingException when the engine fails, or the calling thread is interrupted
     */
    List<Vector> embed(List<String> texts, Purpose purpose);

    /** What the model reads for a text of that purpose: the text, behind the prefix that the model wants. */
    String input(String text, Purpose purpose);

    /** The model that makes the vectors; vectors of different models must not be mixed in one column. */
    EmbeddingModelId model();

    /** What makes the vectors, as it travels in change sets. */
    Provenance provenance();

    /** How many components a vector has. */
    int dimensions();
}
