package io.evenkeel.query.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.Filter;
import io.evenkeel.contract.store.Filter.Operator;
import io.evenkeel.contract.value.Value;
import io.evenkeel.query.request.InvalidRequestException;
import io.evenkeel.query.search.SearchRequest.Question;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchSyntaxTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SearchSyntax syntax = new SearchSyntax(Catalogue.shipped());

    @Test
    void aQueryAloneSearchesEveryEntityThatHasAVector() throws Exception {
        SearchRequest request = parse("{'query': 'annual leave'}");

        assertThat(request.question()).isEqualTo(new Question.Text("annual leave"));
        assertThat(request.k()).isEqualTo(10);
        assertThat(request.backend()).isEmpty();
        assertThat(request.targets())
                .extracting(target -> target.entity().name())
                .containsExactlyInAnyOrder("search_chunks", "reasoning_traces", "memory_items");
    }

    @Test
    void aFilterLeavesOutEntitiesWithoutItsColumns() throws Exception {
        SearchRequest request = parse("{'query': 'leave', 'filter': {'source_type': 'tag', 'document_id': null}}");

        assertThat(request.targets()).singleElement().satisfies(target -> {
            assertThat(target.entity().name()).isEqualTo("search_chunks");
            assertThat(target.filters())
                    .containsExactly(
                            new Filter("source_type", Operator.EQ, new Value.Text("tag")),
                            new Filter("document_id", Operator.IS_NULL, Value.NULL));
        });
    }

    @Test
    void aValueThatLooksLikeAnOperatorIsStillAValue() throws Exception {
        assertThat(parse("{'query': 'leave', 'filter': {'source_type': 'gte.5'}}")
                        .targets()
                        .getFirst()
                        .filters())
                .containsExactly(new Filter("source_type", Operator.EQ, new Value.Text("gte.5")));
    }

    @Test
    void theFilterMayNameOneEntity() throws Exception {
        assertThat(parse("{'query': 'leave', 'filter': {'entity': 'memory_items', 'evolution_stage': 2}}")
                        .targets())
                .singleElement()
                .satisfies(target -> {
                    assertThat(target.entity().name()).isEqualTo("memory_items");
                    assertThat(target.filters())
                            .containsExactly(new Filter("evolution_stage", Operator.EQ, new Value.Int64(2)));
                });
    }

    @Test
    void takesAVectorInPlaceOfAQuery() throws Exception {
        SearchRequest request =
                parse("{'vector': " + Collections.nCopies(384, 0.5) + ", 'k': 3, 'backend': 'supabase'}");

        assertThat(request.question()).isInstanceOf(Question.Given.class);
        assertThat(request.backend()).contains(Backend.SUPABASE);
        assertThat(request.k()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            delimiter = ';',
            value = {
                "{}; /query",
                "{'query': 'a', 'vector': [1]}; /query",
                "{'query': 7}; /query",
                "{'query': 'a', 'k': 0}; /k",
                "{'query': 'a', 'k': 1001}; /k",
                "{'query': 'a', 'k': 2.5}; /k",
                "{'query': 'a', 'k': '5'}; /k",
                "{'query': 'a', 'backend': 'postgres'}; /backend",
                "{'query': 'a', 'mode': 'fuzzy'}; /mode",
                "{'query': 'a', 'top_k': 5}; /top_k",
                "{'query': 'a', 'filter': 'x'}; /filter",
                "{'query': 'a', 'filter': {'colour': 'red'}}; /filter",
                "{'query': 'a', 'filter': {'entity': 'tags'}}; /filter/entity",
                "{'query': 'a', 'filter': {'entity': 'memory_items', 'source_type': 'tag'}}; /filter/source_type",
                "{'query': 'a', 'filter': {'chunk_index': 'first'}}; /filter/chunk_index",
                "{'query': 'a', 'filter': {'source_type': ['tag']}}; /filter/source_type",
                "{'query': 'a', 'filter': {'meta': '{}'}}; /filter/meta",
                "{'vector': 'a'}; /vector",
                "{'vector': [0.1, 'a']}; /vector/1",
                "{'vector': [0, 0]}; /vector",
                "{'vector': [1e99, 1]}; /vector",
                "{'vector': [1, 2, 3]}; /vector"
            })
    void refusesWhatDoesNotFitAndPointsToIt(String body, String pointer) {
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> parse(body))
                .satisfies(refused -> {
                    assertThat(refused.where()).isEqualTo(pointer);
                    assertThat(refused.status()).isEqualTo(422);
                });
    }

    @ParameterizedTest
    @CsvSource({
        "'',empty-query,semantic",
        "'  ',empty-query,semantic",
        "a,mode-not-available,keyword",
        "a,mode-not-available,hybrid"
    })
    void tellsWhyWithACode(String query, String code, String mode) {
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> parse("{'query': '" + query + "', 'mode': '" + mode + "'}"))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(code));
    }

    @Test
    void refusesABodyThatIsNoObject() {
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> parse("['annual leave']"))
                .satisfies(refused -> assertThat(refused.status()).isEqualTo(400));
    }

    private SearchRequest parse(String body) throws JsonProcessingException {
        return syntax.parse(JSON.readTree(body.replace('\'', '"')));
    }
}
