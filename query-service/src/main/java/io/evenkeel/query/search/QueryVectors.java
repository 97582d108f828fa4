package io.evenkeel.query.search;

import io.evenkeel.contract.value.Vector;

/** Makes vectors of search texts, by the model that made the stored ones. Thread-safe. */
@FunctionalInterface
public interface QueryVectors {

    /**
     * The vector of a text.
     *
     * @throws EmbeddingUnavailableException when it cannot be made now
     * @throws io.evenkeel.query.request.InvalidRequestException when it can never be made of this text
     */
    Vector embed(String text);
}
