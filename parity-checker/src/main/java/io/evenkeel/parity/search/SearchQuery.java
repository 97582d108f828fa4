package io.evenkeel.parity.search;

import io.evenkeel.contract.store.Filter;
import io.evenkeel.contract.value.Vector;
import java.util.List;

/**
 * A search for the nearest rows.
 *
 * @param entity an entity with vectors
 * @param workspace the tenant
 * @param vector what to be near to, of the entity's dimensions
 * @param filters all must hold
 */
record SearchQuery(String entity, String workspace, Vector vector, List<Filter> filters) {
    SearchQuery {
        filters = List.copyOf(filters);
    }

    /** A search of all rows. */
    SearchQuery(String entity, String workspace, Vector vector) {
        this(entity, workspace, vector, List.of());
    }
}
