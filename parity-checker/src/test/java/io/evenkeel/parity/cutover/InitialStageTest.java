package io.evenkeel.parity.cutover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.contract.control.ControlRecord;
import io.evenkeel.contract.control.Stage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InitialStageTest {
    @Test
    void writesBothWhereThereIsASupabase() {
        assertThat(InitialStage.of(Optional.empty(), true, true).stage()).isEqualTo(Stage.DUAL_WRITE);
        assertThat(InitialStage.of(Optional.of("sqlite"), true, true).stage()).isEqualTo(Stage.DUAL_WRITE);
        assertThat(InitialStage.of(Optional.empty(), true, false).stage()).isEqualTo(Stage.SQLITE);
        assertThat(InitialStage.of(Optional.of(""), false, true).stage()).isEqualTo(Stage.SQLITE);
        assertThat(InitialStage.of(Optional.of("supabase"), true, true).stage()).isEqualTo(Stage.LIVE);
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> InitialStage.of(Optional.of("supabase"), false, true))
                .hasMessageContaining("SUPABASE_DB_URL");
        assertThatThrownBy(() -> InitialStage.of(Optional.of("postgres"), true, true))
                .hasMessageContaining("sqlite or supabase");
    }

    @Test
    void reportsALaterContradictionWithTheCommandToRun() {
        ControlRecord live =
                new ControlRecord(4, ControlRecord.Phase.COMMIT, Stage.LIVE, Instant.EPOCH, "me", null, List.of());
        assertThat(InitialStage.of(Optional.of("sqlite"), true, true).contradiction(live))
                .hasValueSatisfying(text -> assertThat(text).contains("evenkeel cutover sqlite"));
        assertThat(InitialStage.of(Optional.of("supabase"), true, true).contradiction(live))
                .isEmpty();
        assertThat(InitialStage.of(Optional.empty(), true, true).contradiction(live))
                .isEmpty();
    }
}
