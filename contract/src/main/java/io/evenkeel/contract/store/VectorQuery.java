package io.evenkeel.contract.store;

import io.evenkeel.contract.value.Vector;
import java.util.List;

/**
 * The rows whose vectors are nearest to one.
 *
 * @param entity an entity with a vector
 * @param workspace the tenant
 * @param vector what to be near to
 * @param k at most so many, 1 to 1000
 * @param filters all must hold
 * @param exact whether an index that may miss some of them is not to be used, however long it takes
 */
public record VectorQuery(String entity, String workspace, Vector vector, int k, List<Filter> filters, boolean exact) {
    public VectorQuery {
        filters = List.copyOf(filters);
        if (k < 1 || k > 1_000) {
            throw new IllegalArgumentException("k is 1 to 1000, not " + k);
        }
    }

    /** As applications search: fast, where the store has an index. */
    public VectorQuery(String entity, String workspace, Vector vector, int k, List<Filter> filters) {
        this(entity, workspace, vector, k, filters, false);
    }
}
