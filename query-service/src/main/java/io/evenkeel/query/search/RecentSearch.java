package io.evenkeel.query.search;

import io.evenkeel.contract.store.Filter;
import io.evenkeel.contract.value.Vector;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A search that was answered, without its text.
 *
 * @param at when it was asked last
 * @param workspace whose rows
 * @param vector what they were to be near to
 * @param model what made the vector, as in {@code embedding_model}; only vectors of the same model were searched. Null where
 *     the client brought the vector: all were searched
 * @param k at most so many hits over all parts, as it was asked last
 * @param parts the entities that were searched, at least one
 */
public record RecentSearch(
        Instant at,
        String workspace,
        Vector vector,
        @Nullable String model,
        int k,
        List<Part> parts) {

    /**
     * One entity that was searched.
     *
     * @param entity its name
     * @param filters the client's conditions on its rows, each that a column equals a value or is NULL
     */
    public record Part(String entity, List<Filter> filters) {
        public Part {
            filters = List.copyOf(filters);
        }
    }

    public RecentSearch {
        parts = List.copyOf(parts);
    }

    /** What tells this search from others: the same question, asked again, is the same search. */
    Object question() {
        return new Question(workspace, vector, model, parts);
    }

    /** About how many characters the client wrote into it. */
    int words() {
        return workspace.length()
                + parts.stream()
                        .flatMap(part -> part.filters().stream())
                        .mapToInt(filter -> filter.value().toString().length())
                        .sum();
    }

    private record Question(
            String workspace, Vector vector, @Nullable String model, List<Part> parts) {}
}
