package io.evenkeel.query.search;

import io.evenkeel.contract.catalogue.VectorSpec;
import io.evenkeel.contract.store.Filter;
import io.evenkeel.contract.store.ScoredRow;
import io.evenkeel.contract.store.StoreReader;
import io.evenkeel.contract.store.VectorQuery;
import io.evenkeel.contract.value.Value;
import io.evenkeel.contract.value.Vector;
import io.evenkeel.query.routing.Answer;
import io.evenkeel.query.routing.Observed;
import io.evenkeel.query.routing.Positions;
import io.evenkeel.query.routing.ReadGate;
import io.evenkeel.query.search.QueryVectors.QueryVector;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Searches the entities of a request in one store and merges their hits. */
public final class Search {
    private final ReadGate gate;
    private final QueryVectors vectors;
    private final RecentSearches recent;
    private final Clock clock;

    /**
     * Searches of one service.
     *
     * @param recent remembers those that are answered
     */
    public Search(ReadGate gate, QueryVectors vectors, RecentSearches recent, Clock clock) {
        this.gate = gate;
        this.vectors = vectors;
        this.recent = recent;
        this.clock = clock;
    }

    /**
     * Searches, and remembers the search if it was served.
     *
     * @param request what for
     * @param workspace whose rows
     * @param after what the hits have to take into account
     * @return at most k hits over all entities, {@link ScoredRow#BEST_FIRST}
     * @throws EmbeddingUnavailableException when the text has no vector now
     */
    public Answer<List<ScoredRow>> run(SearchRequest request, String workspace, Positions after) {
        return switch (request.question()) {
            case SearchRequest.Question.Text text -> {
                QueryVector made = vectors.embed(text.text());
                yield run(request, workspace, made.vector(), made.model(), after);
            }
            case SearchRequest.Question.Given given -> run(request, workspace, given.vector(), null, after);
        };
    }

    private Answer<List<ScoredRow>> run(
            SearchRequest request, String workspace, Vector vector, @Nullable String model, Positions after) {
        List<VectorQuery> queries = request.queries(workspace, vector, sameModel(model));
        if (queries.isEmpty()) {
            throw new EmbeddingUnavailableException(
                    "its vectors have " + vector.dimensions() + " dimensions, which no searched entity has", null);
        }
        Function<StoreReader, Observed<List<ScoredRow>>> read = store -> nearest(store, queries, request.k());
        Answer<List<ScoredRow>> answer = request.backend()
                .map(backend -> gate.readFrom(backend, after, read))
                .orElseGet(() -> gate.read(after, read));
        if (answer instanceof Answer.Served) {
            recent.remember(request.asked(clock.instant(), workspace, vector, model));
        }
        return answer;
    }

    /** A text is compared with vectors of its own model alone: a cosine between models means nothing. */
    private static List<Filter> sameModel(@Nullable String model) {
        return model == null
                ? List.of()
                : List.of(new Filter(VectorSpec.MODEL_COLUMN, Filter.Operator.EQ, new Value.Text(model)));
    }

    private static Observed<List<ScoredRow>> nearest(StoreReader store, List<VectorQuery> queries, int k) {
        Observed<List<ScoredRow>> hits = Observed.of(store.nearest(queries.getFirst()));
        for (VectorQuery query : queries.subList(1, queries.size())) {
            hits = hits.and(Observed.of(store.nearest(query)), (left, right) -> best(left, right, k));
        }
        return hits;
    }

    private static List<ScoredRow> best(List<ScoredRow> left, List<ScoredRow> right, int k) {
        List<ScoredRow> all = new ArrayList<>(left);
        all.addAll(right);
        all.sort(ScoredRow.BEST_FIRST);
        return all.subList(0, Math.min(k, all.size()));
    }
}
