package io.evenkeel.query.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.store.Filter;
import io.evenkeel.contract.store.Filter.Operator;
import io.evenkeel.contract.value.Value;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterSyntaxTest {
    private static final Catalogue CATALOGUE = Catalogue.shipped();
    private static final Entity TAGS = CATALOGUE.entity("tags");
    private static final Entity CHUNKS = CATALOGUE.entity("search_chunks");
    private static final Entity TRACES = CATALOGUE.entity("reasoning_traces");
    private static final Entity RUNS = CATALOGUE.entity("hrm_runs");

    @ParameterizedTest
    @CsvSource({"eq.a,EQ", "neq.a,NEQ", "gt.a,GT", "gte.a,GTE", "lt.a,LT", "lte.a,LTE", "like.a,LIKE", "ilike.a,ILIKE"})
    void readsTheOperator(String text, Operator operator) {
        assertThat(FilterSyntax.parse(TAGS, "tag", text)).isEqualTo(new Filter("tag", operator, new Value.Text("a")));
    }

    @Test
    void aValueWithoutAnOperatorIsEqual() {
        assertThat(FilterSyntax.parse(TAGS, "tag", "budget.xlsx")).isEqualTo(equal("tag", "budget.xlsx"));
        assertThat(FilterSyntax.parse(TAGS, "tag", "")).isEqualTo(equal("tag", ""));
        assertThat(FilterSyntax.parse(TAGS, "tag", ".gte")).isEqualTo(equal("tag", ".gte"));
        assertThat(FilterSyntax.parse(TAGS, "tag", "null")).isEqualTo(equal("tag", "null"));
    }

    @Test
    void eqEscapesAValueThatLooksLikeAnOperator() {
        assertThat(FilterSyntax.parse(TAGS, "tag", "eq.gte.5")).isEqualTo(equal("tag", "gte.5"));
        assertThat(FilterSyntax.parse(TAGS, "tag", "eq.is.null")).isEqualTo(equal("tag", "is.null"));
        assertThat(FilterSyntax.parse(TAGS, "tag", "eq.eq.")).isEqualTo(equal("tag", "eq."));
    }

    @Test
    void everyColumnCanBeAskedForNull() {
        assertThat(FilterSyntax.parse(CHUNKS, "embedding", "is.null"))
                .isEqualTo(new Filter("embedding", Operator.IS_NULL, Value.NULL));
        assertThat(FilterSyntax.parse(CHUNKS, "meta", "not.is.null"))
                .isEqualTo(new Filter("meta", Operator.IS_NOT_NULL, Value.NULL));
    }

    @Test
    void anAsteriskStandsForAnyTextInPatternsOnly() {
        assertThat(FilterSyntax.parse(TAGS, "tag", "like.*leave*"))
                .isEqualTo(new Filter("tag", Operator.LIKE, new Value.Text("%leave%")));
        assertThat(FilterSyntax.parse(TAGS, "tag", "*")).isEqualTo(equal("tag", "*"));
    }

    @Test
    void readsTheTypeOfTheColumn() {
        assertThat(FilterSyntax.parse(TAGS, "hrm_steps", "gte.-3").value()).isEqualTo(new Value.Int64(-3));
        assertThat(FilterSyntax.parse(TAGS, "score", "lt.1.5e3").value()).isEqualTo(new Value.Float64(1500));
        assertThat(FilterSyntax.parse(TAGS, "score", "-0.0").value()).isEqualTo(new Value.Float64(0.0));
        assertThat(FilterSyntax.parse(RUNS, "halted", "true").value()).isEqualTo(new Value.Bool(true));
        assertThat(FilterSyntax.parse(TRACES, "id", "6F1C7D9E-0B5C-4A53-9A51-0D3F5F3C2B10")
                        .value())
                .isEqualTo(new Value.Uuid(UUID.fromString("6f1c7d9e-0b5c-4a53-9a51-0d3f5f3c2b10")));
        assertThat(FilterSyntax.parse(CHUNKS, "created_at", "gte.1970-01-01T02:00:00.000001+02:00")
                        .value())
                .isEqualTo(new Value.Timestamp(1));
        assertThat(FilterSyntax.parse(CHUNKS, "workspace_id", "default")).isEqualTo(equal("workspace_id", "default"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"in.(a,b)", "not.eq.a", "is.true", "fts.leave", "cs.{a}", "isdistinct.a", "not.null"})
    void refusesOperatorsThatAreNotKnownInsteadOfTakingThemForValues(String text) {
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> FilterSyntax.parse(TAGS, "tag", text))
                .withMessageContaining("eq." + text)
                .withMessageContaining("ilike.value")
                .satisfies(refused -> {
                    assertThat(refused.status()).isEqualTo(400);
                    assertThat(refused.where()).isEqualTo("tag");
                });
    }

    @Test
    void refusesAColumnThatIsNotThereAndListsThoseThatAre() {
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> FilterSyntax.parse(TAGS, "tagg", "a"))
                .withMessageContaining("id, document_id, tag, score")
                .satisfies(refused -> assertThat(refused.where()).isEqualTo("tagg"));
    }

    @ParameterizedTest
    @CsvSource({
        "tags,hrm_steps,1.5",
        "tags,hrm_steps,ten",
        "tags,hrm_steps,''",
        "tags,score,NaN",
        "tags,score,0x1p3",
        "tags,score,1.5f",
        "tags,score,1..2",
        "hrm_runs,halted,yes",
        "reasoning_traces,id,1-1-1-1-1",
        "search_chunks,created_at,2025-10-02",
        "search_chunks,created_at,2025-10-02T11:22:33",
        "search_chunks,created_at,2025-10-02T11:22:33 02:00"
    })
    void refusesAValueOfAnotherTypeAndSaysWhichIsExpected(String entity, String column, String text) {
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> FilterSyntax.parse(CATALOGUE.entity(entity), column, text))
                .withMessageContaining("column " + column + " is of type ")
                .withMessageContaining(text);
    }

    @ParameterizedTest
    @CsvSource({"tags,score,like.1", "hrm_runs,halted,gt.false", "search_chunks,meta,{}", "memory_items,pattern_tags,a"
    })
    void refusesAnOperatorThatDoesNotApplyToTheType(String entity, String column, String text) {
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> FilterSyntax.parse(CATALOGUE.entity(entity), column, text))
                .withMessageContaining("does not apply")
                .withMessageContaining("is.null or not.is.null");
    }

    @ParameterizedTest
    @CsvSource({"hrm_steps,9223372036854775808", "score,1e999", "score,1e-999"})
    void refusesNumbersThatNoRowCanHold(String column, String text) {
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> FilterSyntax.parse(TAGS, column, text))
                .withMessageContaining(" from ");
    }

    @Test
    void saysHowToWriteAnOffsetInAUrl() {
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> FilterSyntax.parse(CHUNKS, "created_at", "2025-10-02T11:22:33 02:00"))
                .withMessageContaining("%2B");
    }

    @Test
    void refusesTextThatNoRowCanHold() {
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> FilterSyntax.parse(TAGS, "tag", "a\0b"))
                .withMessageContaining("U+0000");
    }

    private static Filter equal(String column, String text) {
        return new Filter(column, Operator.EQ, new Value.Text(text));
    }
}
