package io.evenkeel.query.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.store.Filter;
import io.evenkeel.contract.store.Filter.Operator;
import io.evenkeel.contract.store.ListQuery;
import io.evenkeel.contract.value.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListRequestTest {
    private static final Entity TAGS = Catalogue.shipped().entity("tags");

    @Test
    void withoutParametersAsksForTheFirstHundredRows() {
        assertThat(ListRequest.parse(TAGS, "acme", Map.of()))
                .isEqualTo(new ListQuery("tags", "acme", List.of(), 100, null));
    }

    @Test
    void severalConditionsOnOneColumnAllHold() {
        assertThat(ListRequest.parse(TAGS, "acme", Map.of("hrm_steps", List.of("gte.2", "lt.5")))
                        .filters())
                .containsExactly(
                        new Filter("hrm_steps", Operator.GTE, new Value.Int64(2)),
                        new Filter("hrm_steps", Operator.LT, new Value.Int64(5)));
    }

    @Test
    void aCursorLeadsBeyondTheKeyItWasMadeOf() {
        String cursor = Cursor.after("tags", "ünïcode/..\nkey");

        assertThat(cursor).matches("[A-Za-z0-9_-]+");
        assertThat(ListRequest.parse(TAGS, "acme", Map.of("cursor", List.of(cursor)))
                        .after())
                .isEqualTo("ünïcode/..\nkey");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "!", "dGFncw", "null"})
    void refusesACursorThatIsNone(String cursor) {
        refuses("cursor", Map.of("cursor", List.of(cursor)));
    }

    @Test
    void refusesTheCursorOfAnotherEntity() {
        refuses("cursor", Map.of("cursor", List.of(Cursor.after("documents", "tags"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1001", "ten", "", "99999999999"})
    void refusesALimitOutOfRange(String limit) {
        refuses("limit", Map.of("limit", List.of(limit)));
    }

    @Test
    void refusesALimitThatIsGivenTwice() {
        refuses("limit", Map.of("limit", List.of("1", "2")));
    }

    private static void refuses(String parameter, Map<String, List<String>> parameters) {
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> ListRequest.parse(TAGS, "acme", parameters))
                .satisfies(refused -> assertThat(refused.where()).isEqualTo(parameter));
    }
}
