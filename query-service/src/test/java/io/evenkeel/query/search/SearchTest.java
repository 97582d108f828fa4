package io.evenkeel.query.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.LogicalType;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.control.Stage;
import io.evenkeel.contract.store.Filter;
import io.evenkeel.contract.store.ScoredRow;
import io.evenkeel.contract.store.Snapshot;
import io.evenkeel.contract.store.VectorQuery;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.Value;
import io.evenkeel.contract.value.Vector;
import io.evenkeel.query.render.HitJson;
import io.evenkeel.query.routing.Answer;
import io.evenkeel.query.routing.LaggingStore;
import io.evenkeel.query.routing.Positions;
import io.evenkeel.query.routing.ReadGate;
import io.evenkeel.query.routing.Route;
import io.evenkeel.query.routing.Waiting;
import io.evenkeel.query.search.QueryVectors.QueryVector;
import io.evenkeel.query.search.SearchRequest.Question;
import io.evenkeel.query.search.SearchRequest.Target;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SearchTest {
    private static final Catalogue CATALOGUE = Catalogue.shipped();
    private static final Entity CHUNKS = CATALOGUE.entity("search_chunks");
    private static final Entity MEMORIES = CATALOGUE.entity("memory_items");
    private static final Map<String, List<ScoredRow>> HITS = Map.of(
            "search_chunks", List.of(hit(CHUNKS, "b", 0.9), hit(CHUNKS, "a", 0.5)),
            "memory_items", List.of(hit(MEMORIES, "m", 0.7), hit(MEMORIES, "n", 0.5)));

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private final List<VectorQuery> asked = new ArrayList<>();
    private final LaggingStore store = new LaggingStore() {
        @Override
        public Snapshot<List<ScoredRow>> nearest(VectorQuery query) {
            asked.add(query);
            return new Snapshot<>(
                    HITS.get(query.entity()).stream().limit(query.k()).toList(), positions());
        }
    };
    private final RecentSearches recent = new RecentSearches(5);
    private final Search search = new Search(
            new ReadGate(
                    () -> new Route(Stage.DUAL_WRITE, 1, Positions.NONE),
                    Map.of(Backend.SQLITE, store),
                    Duration.ZERO,
                    false,
                    Waiting.SYSTEM),
            text -> new QueryVector(Vector.of(text.length(), 1), "m@1"),
            recent,
            Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void mergesTheHitsOfAllEntitiesBestFirstAndTiesByKey() {
        assertThat(hits(10)).containsExactly("search_chunks/b", "memory_items/m", "memory_items/n", "search_chunks/a");
    }

    @Test
    void givesNoMoreThanAsked() {
        assertThat(hits(2)).containsExactly("search_chunks/b", "memory_items/m");
    }

    @Test
    void comparesATextWithVectorsOfItsOwnModelAlone() {
        hits(10);

        assertThat(asked)
                .hasSize(2)
                .allSatisfy(query -> assertThat(query.filters())
                        .containsExactly(new Filter("embedding_model", Filter.Operator.EQ, new Value.Text("m@1"))));
    }

    @Test
    void comparesAVectorThatTheClientHasMadeWithAll() {
        SearchRequest request = new SearchRequest(
                new Question.Given(Vector.of(1, 2)), 5, Optional.empty(), List.of(new Target(CHUNKS, 2, List.of())));
        search.run(request, "default", Positions.NONE);

        assertThat(asked)
                .singleElement()
                .satisfies(query -> assertThat(query.filters()).isEmpty());
    }

    @Test
    void saysThatTheModelDoesNotFitTheStoredVectors() {
        SearchRequest request = new SearchRequest(
                new Question.Text("leave"), 5, Optional.empty(), List.of(new Target(CHUNKS, 384, List.of())));

        assertThatExceptionOfType(EmbeddingUnavailableException.class)
                .isThrownBy(() -> search.run(request, "default", Positions.NONE))
                .withMessageContaining("2 dimensions");
    }

    @Test
    void remembersWhatItAnsweredAndNoText() {
        hits(5);

        assertThat(recent.latest(10).searches())
                .containsExactly(new RecentSearch(
                        NOW,
                        "default",
                        Vector.of(5, 1),
                        "m@1",
                        5,
                        List.of(
                                new RecentSearch.Part("search_chunks", List.of()),
                                new RecentSearch.Part("memory_items", List.of()))));
    }

    @Test
    void remembersTheFiltersOfAVectorAndNoModel() {
        Filter one = new Filter("document_id", Filter.Operator.EQ, new Value.Text("d"));
        SearchRequest request = new SearchRequest(
                new Question.Given(Vector.of(1, 2)),
                3,
                Optional.empty(),
                List.of(new Target(CHUNKS, 2, List.of(one)), new Target(MEMORIES, 3, List.of())));
        search.run(request, "acme", Positions.NONE);

        assertThat(recent.latest(10).searches())
                .containsExactly(new RecentSearch(
                        NOW,
                        "acme",
                        Vector.of(1, 2),
                        null,
                        3,
                        List.of(new RecentSearch.Part("search_chunks", List.of(one)))));
    }

    @Test
    void doesNotRememberWhatItDidNotAnswer() {
        SearchRequest request = new SearchRequest(
                new Question.Given(Vector.of(1, 2)),
                3,
                Optional.of(Backend.SUPABASE),
                List.of(new Target(CHUNKS, 2, List.of())));

        assertThat(search.run(request, "default", Positions.NONE)).isInstanceOf(Answer.Unreachable.class);
        assertThat(recent.latest(10).searches()).isEmpty();
    }

    @Test
    void aHitTellsItsDocumentWhereThereIsOne() {
        assertThat(HitJson.of(CHUNKS, HITS.get("search_chunks").getFirst()))
                .hasToString("{\"entity\":\"search_chunks\",\"id\":\"b\",\"documentId\":\"document_id of b\","
                        + "\"score\":0.9,\"text\":\"text of b\"}");
        assertThat(HitJson.of(MEMORIES, HITS.get("memory_items").getFirst()))
                .hasToString("{\"entity\":\"memory_items\",\"id\":\"m\",\"documentId\":null,"
                        + "\"score\":0.7,\"text\":\"content of m\"}");
    }

    private List<String> hits(int k) {
        SearchRequest request = new SearchRequest(
                new Question.Text("leave"),
                k,
                Optional.empty(),
                List.of(new Target(CHUNKS, 2, List.of()), new Target(MEMORIES, 2, List.of())));
        Answer<List<ScoredRow>> answer = search.run(request, "default", Positions.NONE);
        assertThat(answer).isInstanceOf(Answer.Served.class);
        return ((Answer.Served<List<ScoredRow>>) answer)
                .value().stream()
                        .map(hit ->
                                hit.row().key().entity() + "/" + hit.row().key().key())
                        .toList();
    }

    private static ScoredRow hit(Entity entity, String key, double score) {
        List<Value> values = entity.columns().stream()
                .map(column -> column.type() instanceof LogicalType.Text
                        ? (Value) new Value.Text(column.name() + " of " + key)
                        : Value.NULL)
                .toList();
        return new ScoredRow(new Row(new RowKey(entity.name(), "default", key), values), score);
    }
}
