package io.evenkeel.query.search;

import io.evenkeel.contract.catalogue.VectorSpec;
import io.evenkeel.contract.store.Filter;
import io.evenkeel.contract.store.ScoredRow;
import io.evenkeel.contract.store.StoreReader;
import io.evenkeel.contract.store.VectorQuery;
import io.evenkeel.contract.value.Value;
import io.evenkeel.query.routing.Answer;
import io.evenkeel.query.routing.Observed;
import io.evenkeel.query.routing.Positions;
import io.evenkeel.query.routing.ReadGate;
import io.evenkeel.query.search.QueryVectors.QueryVector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Searches the entities of a request in one store and merges their hits. */
public final class Search {
    private final ReadGate gate;
    private final QueryVectors vectors;

    public Search(ReadGate gate, QueryVectors vectors) {
        this.gate = gate;
        this.vectors = vectors;
    }

    /**
     * Searches.
     *
     * @param request what for
     * @param workspace whose rows
     * @param after what the hits have to take into account
     * @return at most k hits over all entities, {@link ScoredRow#BEST_FIRST}
     * @throws EmbeddingUnavailableException when the text has no vector now
     */
    public Answer<List<ScoredRow>> run(SearchRequest request, String workspace, Positions after) {
        List<VectorQuery> queries = switch (request.question()) {
            case SearchRequest.Question.Text text -> queries(request, workspace, vectors.embed(text.text()));
            case SearchRequest.Question.Given given -> request.queries(workspace, given.vector(), List.of());
        };
        Function<StoreReader, Observed<List<ScoredRow>>> read = store -> nearest(store, queries, request.k());
        return request.backend()
                .map(backend -> gate.readFrom(backend, after, read))
                .orElseGet(() -> gate.read(after, read));
    }

    /** A text is compared with vectors of its own model alone: a cosine between models means nothing. */
    private static List<VectorQuery> queries(SearchRequest request, String workspace, QueryVector made) {
        Filter sameModel = new Filter(VectorSpec.MODEL_COLUMN, Filter.Operator.EQ, new Value.Text(made.model()));
        List<VectorQuery> queries = request.queries(workspace, made.vector(), List.of(sameModel));
        if (queries.isEmpty()) {
            throw new EmbeddingUnavailableException(
                    "its vectors have " + made.vector().dimensions() + " dimensions, which no searched entity has",
                    null);
        }
        return queries;
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
