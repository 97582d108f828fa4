package io.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SearchComparisonsTest {
    @Test
    void aLineIsATextOrAnObject() {
        assertThat(SearchComparisons.query("panel flutter", "a place").toString())
                .isEqualTo("{\"text\":\"panel flutter\"}");
        assertThat(SearchComparisons.query("{\"vector\": [1, 2], \"entity\": \"tags\"}", "a place")
                        .path("entity")
                        .asText())
                .isEqualTo("tags");
    }

    @Test
    void saysWhichLineIsNoQuery() {
        assertThatThrownBy(() -> SearchComparisons.query("{\"q\": \"text\"}", "queries.txt, line 3"))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("queries.txt, line 3");
        assertThatThrownBy(() -> SearchComparisons.query("{\"text\": ", "queries.txt, line 4"))
                .hasMessageContaining("queries.txt, line 4");
    }
}
