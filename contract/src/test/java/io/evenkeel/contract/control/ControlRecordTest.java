package io.evenkeel.contract.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.control.ControlRecord.Phase;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ControlRecordTest {
    @Test
    void compactionKeepsTheDecisionWhenALaterFlipIsGivenUp() {
        assertThat(record(Phase.COMMIT).key()).isEqualTo("DB_BACKEND");
        assertThat(record(Phase.PREPARE).key())
                .isEqualTo(record(Phase.ABORT).key())
                .isNotEqualTo(record(Phase.COMMIT).key());
    }

    @Test
    void survivesItsJson() {
        ControlRecord record = record(Phase.PREPARE);
        assertThat(ControlRecord.fromJson(record.toJson())).isEqualTo(record);
    }

    private static ControlRecord record(Phase phase) {
        return new ControlRecord(
                3, phase, Stage.LIVE, Instant.EPOCH, "test", "because", List.of(new Position(1, 2, 3)));
    }
}
