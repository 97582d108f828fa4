package io.evenkeel.query.search;

import io.evenkeel.contract.store.ScoredRow;
import io.evenkeel.contract.store.StoreReader;
import io.evenkeel.contract.store.VectorQuery;
import io.evenkeel.contract.value.Vector;
import io.evenkeel.query.routing.Answer;
import io.evenkeel.query.routing.Observed;
import io.evenkeel.query.routing.Positions;
import io.evenkeel.query.routing.ReadGate;
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
        Vector vector = switch (request.question()) {
            case SearchRequest.Question.Text text -> vectors.embed(text.text());
            case SearchRequest.Question.Given given -> given.vector();
        };
        List<VectorQuery> queries = request.queries(workspace, vector);
        if (queries.isEmpty()) {
            throw new EmbeddingUnavailableException(
                    "its vectors have " + vector.dimensions() + " dimensions, which no searched entity has", null);
        }
        Function<StoreReader, Observed<List<ScoredRow>>> read = store -> nearest(store, queries, request.k());
        return request.backend()
                .map(backend -> gate.readFrom(backend, after, read))
                .orElseGet(() -> gate.read(after, read));
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
