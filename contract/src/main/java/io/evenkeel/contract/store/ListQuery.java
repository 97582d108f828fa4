package io.evenkeel.contract.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of an entity's rows, in key order ({@code COLLATE "C"}).
 *
 * @param entity the entity
 * @param workspace the tenant
 * @param filters all must hold
 * @param limit at most so many rows, 1 to 1000
 * @param after only keys beyond this one, or null for the first page
 */
public record ListQuery(
        String entity,
        String workspace,
        List<Filter> filters,
        int limit,
        @Nullable String after) {
    public ListQuery {
        filters = List.copyOf(filters);
        if (limit < 1 || limit > 1_000) {
            throw new IllegalArgumentException("limit is 1 to 1000, not " + limit);
        }
    }
}
