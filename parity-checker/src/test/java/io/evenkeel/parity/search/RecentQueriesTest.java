package io.evenkeel.parity.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.store.Filter;
import io.evenkeel.contract.value.Value;
import io.evenkeel.contract.value.Vector;
import io.evenkeel.parity.search.QueryServices.Answer;
import io.evenkeel.parity.search.RecentListing.Part;
import io.evenkeel.parity.search.RecentListing.Recent;
import io.evenkeel.parity.search.SearchReport.Instance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecentQueriesTest {
    private static final Catalogue CATALOGUE = Catalogue.shipped();
    private static final String MODEL = "m@0123456789abcdef";
    private static final int ALL = 1_000;

    @Test
    void takesTheLatestOfAllInstancesNewestFirstAndEachOnce() {
        RecentQueries recent = take(
                2,
                listed("a", search(9, 1), search(5, 2), search(1, 3)),
                listed("b", search(8, 2), search(7, 1), search(6, 4)));

        assertThat(recent.queries()).extracting(SearchQuery::vector).containsExactly(vector(1), vector(2));
        assertThat(recent.instances())
                .containsExactly(new Instance("a", 3, 1, 0, 1, 1, 0, null), new Instance("b", 3, 1, 0, 1, 1, 0, null));
        assertThat(recent.listed()).isEqualTo(6);
    }

    @Test
    void leavesOutSearchesByVectorsOfAnotherModel() {
        Answer answer =
                listed("a", search("m@fedcba9876543210", "search_chunks", "{}"), search(MODEL, "search_chunks", "{}"));

        assertThat(take(ALL, answer).instances()).containsExactly(new Instance("a", 2, 1, 1, 0, 0, 0, null));
        assertThat(take(ALL, answer).queries())
                .containsExactly(new SearchQuery("search_chunks", "default", vector(1), List.of(ofModel())));
        assertThat(RecentQueries.of(CATALOGUE, null, ALL, List.of(answer)).queries())
                .as("a log without a model")
                .hasSize(2);
    }

    @Test
    void vectorsThatClientsBroughtAreComparedWithAll() {
        assertThat(take(ALL, listed("a", search(null, "search_chunks", "{}"))).queries())
                .containsExactly(new SearchQuery("search_chunks", "default", vector(1)));
    }

    @Test
    void asksWithTheConditionsThatTheSearchHad() {
        String conditions = "{\"document_id\":\"d\",\"chunk_index\":9007199254740993,\"source_type\":null,"
                + "\"created_at\":\"2026-11-22T10:00:00.123456Z\",\"workspace_id\":\"default\"}";

        assertThat(take(ALL, listed("a", search(MODEL, "search_chunks", conditions)))
                        .queries()
                        .getFirst()
                        .filters())
                .containsExactly(
                        new Filter("document_id", Filter.Operator.EQ, new Value.Text("d")),
                        new Filter("chunk_index", Filter.Operator.EQ, new Value.Int64(9_007_199_254_740_993L)),
                        new Filter("source_type", Filter.Operator.IS_NULL, Value.NULL),
                        new Filter("created_at", Filter.Operator.EQ, new Value.Timestamp(1_795_341_600_123_456L)),
                        new Filter("workspace_id", Filter.Operator.EQ, new Value.Text("default")),
                        ofModel());
    }

    @Test
    void aSearchOfSeveralEntitiesIsAQueryOfEach() {
        Recent search = new Recent(
                Instant.EPOCH,
                "acme",
                MODEL,
                components(1),
                List.of(part("search_chunks", "{}"), part("reasoning_traces", "{\"outcome\":\"no such outcome\"}")));

        RecentQueries recent = take(ALL, listed("a", search));
        assertThat(recent.instances()).containsExactly(new Instance("a", 1, 1, 0, 0, 0, 0, null));
        assertThat(recent.queries())
                .containsExactly(
                        new SearchQuery("search_chunks", "acme", vector(1), List.of(ofModel())),
                        new SearchQuery(
                                "reasoning_traces",
                                "acme",
                                vector(1),
                                List.of(
                                        new Filter("outcome", Filter.Operator.EQ, new Value.Text("no such outcome")),
                                        ofModel())));
    }

    @Test
    void countsWhatTheCatalogueDoesNotKnow() {
        RecentQueries recent = take(
                ALL,
                listed(
                        "a",
                        search(null, "nonsense", "{}"),
                        search(null, "tags", "{}"),
                        search(null, "search_chunks", "{\"nonsense\":1}"),
                        search(null, "search_chunks", "{\"chunk_index\":\"one\"}"),
                        new Recent(Instant.EPOCH, "default", null, List.of(1f), List.of(part("search_chunks", "{}"))),
                        new Recent(Instant.EPOCH, "default", null, components(1), List.of())));

        assertThat(recent.queries()).isEmpty();
        assertThat(recent.instances()).containsExactly(new Instance("a", 6, 0, 0, 0, 0, 6, null));
    }

    @Test
    void namesInstancesThatToldOfNone() {
        RecentQueries recent = take(
                ALL,
                new Answer.Silent("a", "it does not answer"),
                new Answer.Listed("b", new RecentListing(0, List.of())),
                listed("c", search(1, 1)));

        assertThat(recent.instances()).extracting(Instance::url).containsExactly("a", "b", "c");
        assertThat(recent.instances().get(0).reason()).isEqualTo("it does not answer");
        assertThat(recent.instances().get(1).reason()).contains("evenkeel.query.recent");
        SearchReport report =
                SearchReport.begun("id", SearchReport.Source.RECENT, 10, recent.instances(), Instant.EPOCH);
        assertThat(report.missing()).contains("2 of 3 instances", "a: it does not answer", "b: it remembers");
        assertThat(SearchReport.begun("id", SearchReport.Source.GIVEN, 10, List.of(), Instant.EPOCH)
                        .missing())
                .isNull();
    }

    private static RecentQueries take(int most, Answer... answers) {
        return RecentQueries.of(CATALOGUE, MODEL, most, List.of(answers));
    }

    private static Answer listed(String url, Recent... searches) {
        return new Answer.Listed(url, new RecentListing(300, List.of(searches)));
    }

    private static Recent search(int second, int number) {
        return new Recent(
                Instant.ofEpochSecond(second),
                "default",
                MODEL,
                components(number),
                List.of(part("search_chunks", "{}")));
    }

    private static Recent search(@Nullable String model, String entity, String filter) {
        return new Recent(Instant.EPOCH, "default", model, components(1), List.of(part(entity, filter)));
    }

    private static Part part(String entity, String filter) {
        try {
            return new Part(entity, (ObjectNode) new ObjectMapper().readTree(filter));
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException(malformed);
        }
    }

    private static Filter ofModel() {
        return new Filter("embedding_model", Filter.Operator.EQ, new Value.Text(MODEL));
    }

    private static List<Float> components(int number) {
        List<Float> components = new ArrayList<>(Collections.nCopies(384, 0f));
        components.set(number, 1f);
        return components;
    }

    private static Vector vector(int number) {
        float[] components = new float[384];
        Arrays.fill(components, number, number + 1, 1);
        return Vector.of(components);
    }
}
