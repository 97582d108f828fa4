package io.evenkeel.parity.cutover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.contract.control.Stage;
import org.junit.jupiter.api.Test;

class MoveTest {
    @Test
    void goesOneStepAtATime() {
        assertThat(Move.between(Stage.SQLITE, Stage.DUAL_WRITE)).contains(new Move.StartDualWrite());
        assertThat(Move.between(Stage.DUAL_WRITE, Stage.LIVE)).contains(new Move.ToSupabase(Stage.DUAL_WRITE));
        assertThat(Move.between(Stage.LIVE, Stage.DUAL_WRITE)).contains(new Move.ToSqlite(Stage.LIVE));
        assertThat(Move.between(Stage.LIVE, Stage.LIVE)).contains(new Move.Stay(Stage.LIVE));
    }

    @Test
    void neverReadsAStoreThatIsNotWritten() {
        assertThat(Move.between(Stage.SQLITE, Stage.LIVE)).isEmpty();
        assertThat(Move.between(Stage.COMPLETE, Stage.DUAL_WRITE)).isEmpty();
        assertThatThrownBy(() -> new Move.ToSupabase(Stage.SQLITE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Move.ToSqlite(Stage.COMPLETE)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void understandsStagesAndBackends() {
        assertThat(RequestedStage.parse("sqlite")).contains(Stage.DUAL_WRITE);
        assertThat(RequestedStage.parse("dual-write")).contains(Stage.DUAL_WRITE);
        assertThat(RequestedStage.parse("supabase")).contains(Stage.LIVE);
        assertThat(RequestedStage.parse("live")).contains(Stage.LIVE);
        assertThat(RequestedStage.parse("shadow")).isEmpty();
        assertThat(RequestedStage.parse("complete")).isEmpty();
        assertThat(RequestedStage.parse("")).isEmpty();
    }
}
