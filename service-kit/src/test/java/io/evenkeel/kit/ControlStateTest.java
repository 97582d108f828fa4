package io.evenkeel.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.control.ControlRecord;
import io.evenkeel.contract.control.ControlRecord.Phase;
import io.evenkeel.contract.control.Stage;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ControlStateTest {
    private final ControlRecord first = entry(1, Phase.COMMIT, Stage.DUAL_WRITE);

    @Test
    void aPrepareChangesNothingUntilItsCommit() {
        ControlRecord prepare = entry(2, Phase.PREPARE, Stage.LIVE);
        ControlState prepared = ControlState.EMPTY.after(first).after(prepare);

        assertThat(prepared.committed()).isEqualTo(first);
        assertThat(prepared.prepared()).isEqualTo(prepare);
        ControlRecord commit = entry(2, Phase.COMMIT, Stage.LIVE);
        assertThat(prepared.after(commit)).isEqualTo(new ControlState(commit, null));
    }

    @Test
    void anAbortEndsThePrepareOfItsTermOnly() {
        ControlState prepared = ControlState.EMPTY.after(first).after(entry(3, Phase.PREPARE, Stage.LIVE));

        assertThat(prepared.after(entry(2, Phase.ABORT, Stage.LIVE))).isEqualTo(prepared);
        assertThat(prepared.after(entry(3, Phase.ABORT, Stage.LIVE))).isEqualTo(new ControlState(first, null));
    }

    @Test
    void ignoresATermThatIsNotAboveTheLast() {
        ControlState live = ControlState.EMPTY.after(first).after(entry(2, Phase.COMMIT, Stage.LIVE));

        assertThat(live.after(entry(2, Phase.COMMIT, Stage.DUAL_WRITE))).isEqualTo(live);
        assertThat(live.after(entry(1, Phase.COMMIT, Stage.DUAL_WRITE))).isEqualTo(live);
        assertThat(live.after(entry(2, Phase.PREPARE, Stage.DUAL_WRITE))).isEqualTo(live);
    }

    @Test
    void survivesItsJson() {
        ControlRecord record = entry(7, Phase.ABORT, Stage.RAMP_DOWN);
        assertThat(ControlRecord.fromJson(record.toJson())).isEqualTo(record);
    }

    private static ControlRecord entry(long term, Phase phase, Stage stage) {
        return new ControlRecord(term, phase, stage, Instant.EPOCH, "test", null, List.of());
    }
}
