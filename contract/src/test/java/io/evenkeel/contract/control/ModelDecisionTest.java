package io.evenkeel.contract.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ModelDecisionTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00.123456Z");

    @Test
    void comesBackFromItsJson() {
        ModelDecision decision = decision(7, "a model of ours@0123456789abcdef");
        assertThat(ModelDecision.fromJson(decision.toJson())).isEqualTo(decision);
    }

    @Test
    void theFirstOfATermHolds() {
        ModelDecision first = decision(1, "one@0123456789abcdef");
        ModelDecision late = decision(1, "two@0123456789abcdef");
        ModelDecision next = decision(2, "two@0123456789abcdef");
        ModelDecision ahead = decision(3, "three@0123456789abcdef");
        assertThat(first.after(null)).isEqualTo(first);
        assertThat(late.after(first)).isEqualTo(first);
        assertThat(next.after(first)).isEqualTo(next);
        assertThat(ahead.after(first)).isEqualTo(first);
        assertThat(next.after(null)).isNull();
    }

    @Test
    void refusesWhatIsNoIdentityOrNoRecord() {
        assertThat(ModelDecision.isModel("all-MiniLM-L6-v2")).isFalse();
        assertThatThrownBy(() -> decision(1, "all-MiniLM-L6-v2@cafe")).hasMessageContaining("all-MiniLM-L6-v2@cafe");
        assertThatThrownBy(() -> ModelDecision.fromJson("{}")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ModelDecision.fromJson("null")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ModelDecision.fromJson("what")).isInstanceOf(IllegalArgumentException.class);
    }

    private static ModelDecision decision(long term, String model) {
        return new ModelDecision(term, model, NOW, "somebody");
    }
}
