package io.evenkeel.query.search;

import io.evenkeel.contract.value.Vector;

/** Makes vectors of search texts. Thread-safe. */
@FunctionalInterface
public interface QueryVectors {

    /**
     * A text's vector.
     *
     * @param vector the vector
     * @param model the identity of the model that made it, as in {@code embedding_model}; it may be compared with vectors of
     *     this model and of no other
     */
    record QueryVector(Vector vector, String model) {}

    /**
     * The vector of a text.
     *
     * @throws EmbeddingUnavailableException when it cannot be made now
     * @throws io.evenkeel.query.request.InvalidRequestException when it can never be made of this text
     */
    QueryVector embed(String text);
}
