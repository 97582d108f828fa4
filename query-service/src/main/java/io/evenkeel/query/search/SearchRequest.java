package io.evenkeel.query.search;

import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.Filter;
import io.evenkeel.contract.store.VectorQuery;
import io.evenkeel.contract.value.Vector;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A search that makes sense.
 *
 * @param question what to be near to
 * @param k at most so many hits, 1 to 1000
 * @param backend the store to ask instead of the active one
 * @param targets the entities that are searched, at least one
 */
public record SearchRequest(Question question, int k, Optional<Backend> backend, List<Target> targets) {

    /** What hits are near to. */
    public sealed interface Question {

        /** A text that embedding-service makes a vector of. */
        record Text(String text) implements Question {}

        /** A vector that the client has made. */
        record Given(Vector vector) implements Question {}
    }

    /**
     * One entity that is searched.
     *
     * @param entity an entity with a vector
     * @param dimensions the length of its vectors
     * @param filters the conditions on its rows
     */
    public record Target(Entity entity, int dimensions, List<Filter> filters) {
        public Target {
            filters = List.copyOf(filters);
        }
    }

    public SearchRequest {
        targets = List.copyOf(targets);
    }

    /**
     * One query for each entity whose vectors have the length of this one.
     *
     * @param more conditions beside the request's own
     */
    List<VectorQuery> queries(String workspace, Vector vector, List<Filter> more) {
        return fitting(vector)
                .map(target -> new VectorQuery(
                        target.entity().name(),
                        workspace,
                        vector,
                        k,
                        Stream.concat(target.filters().stream(), more.stream()).toList()))
                .toList();
    }

    /**
     * What of it is remembered.
     *
     * @param model what made the vector; null where the client brought it
     */
    RecentSearch asked(Instant at, String workspace, Vector vector, @Nullable String model) {
        return new RecentSearch(
                at,
                workspace,
                vector,
                model,
                k,
                fitting(vector)
                        .map(target -> new RecentSearch.Part(target.entity().name(), target.filters()))
                        .toList());
    }

    private Stream<Target> fitting(Vector vector) {
        return targets.stream().filter(target -> target.dimensions() == vector.dimensions());
    }
}
