package io.evenkeel.parity.cutover;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.control.ControlRecord;
import io.evenkeel.contract.control.ControlRecord.Phase;
import io.evenkeel.contract.control.Stage;
import io.evenkeel.contract.store.StorePosition;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FlipTest {
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    private static final List<Position> BARRIER = List.of(new Position(9, 0, 10), new Position(9, 1, 4));
    private static final Flip.Request REQUEST =
            new Flip.Request(5, new Move.ToSupabase(Stage.DUAL_WRITE), "me", "it is time");

    private final Flip.Prepared prepared = REQUEST.prepare(NOW);
    private final Flip.Awaiting awaiting = prepared.barrier(BARRIER);

    @Test
    void preparesTheNewStage() {
        assertThat(prepared.record())
                .isEqualTo(new ControlRecord(5, Phase.PREPARE, Stage.LIVE, NOW, "me", "it is time", List.of()));
    }

    @Test
    void waitsForEveryPartition() {
        assertThat(awaiting.observe(Map.of())).isEmpty();
        assertThat(awaiting.observe(applied(9, 10, 3))).isEmpty();
        assertThat(awaiting.reached(applied(9, 10, 3))).isEqualTo(1);
    }

    @Test
    void aStoreInAnotherLogHasNotAppliedTheBarrier() {
        assertThat(awaiting.observe(applied(8, 99, 99))).isEmpty();
    }

    @Test
    void commitsOnlyWhatHasPassed() {
        ControlRecord committed = awaiting.observe(applied(9, 11, 4))
                .map(passed -> passed.commit(NOW).record())
                .orElseThrow();
        assertThat(committed)
                .isEqualTo(new ControlRecord(5, Phase.COMMIT, Stage.LIVE, NOW, "me", "it is time", BARRIER));
    }

    @Test
    void anAbortKeepsTheStage() {
        assertThat(awaiting.abort(NOW, "too late").record())
                .isEqualTo(new ControlRecord(5, Phase.ABORT, Stage.DUAL_WRITE, NOW, "me", "too late", BARRIER));
        assertThat(prepared.abort(NOW, "no barrier").record().stage()).isEqualTo(Stage.DUAL_WRITE);
    }

    private static Map<Integer, StorePosition> applied(long epoch, long... offsets) {
        Map<Integer, StorePosition> positions = new HashMap<>();
        for (int partition = 0; partition < offsets.length; partition++) {
            positions.put(
                    partition, new StorePosition(partition, 0, new Position(epoch, partition, offsets[partition])));
        }
        return positions;
    }
}
