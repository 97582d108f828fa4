package io.evenkeel.parity.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.contract.store.Rows;
import java.util.List;
import org.junit.jupiter.api.Test;

class DriftPoliciesTest {
    @Test
    void areAlertWhereNothingIsSaid() {
        assertThat(DriftPolicies.parse("", Rows.CATALOGUE)).isEqualTo(DriftPolicies.ALERT);
        assertThat(DriftPolicies.parse("alert", Rows.CATALOGUE).of("documents")).isEqualTo(DriftPolicy.ALERT);
    }

    @Test
    void areSaidForAllAndForSingleEntities() {
        DriftPolicies policies = DriftPolicies.parse("revert, documents = adopt,tags=ALERT", Rows.CATALOGUE);
        assertThat(policies.of("documents")).isEqualTo(DriftPolicy.ADOPT);
        assertThat(policies.of("tags")).isEqualTo(DriftPolicy.ALERT);
        assertThat(policies.of("search_chunks")).isEqualTo(DriftPolicy.REVERT);
    }

    @Test
    void areRefusedWhereNobodyCouldTellWhatIsMeant() {
        for (String text :
                List.of("ignore", "nobody=alert", "alert,revert", "tags=alert,tags=revert", "tags=", "a=b=alert")) {
            assertThatThrownBy(() -> DriftPolicies.parse(text, Rows.CATALOGUE))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("alert, tags=revert");
        }
    }
}
