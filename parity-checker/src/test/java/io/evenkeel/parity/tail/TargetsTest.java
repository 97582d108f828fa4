package io.evenkeel.parity.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.store.StorePosition;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TargetsTest {
    @Test
    void goesAsFarAsTheSlowestWitness() {
        assertThat(Targets.of(7, at(7, 0, 20), List.of(at(7, 0, 12), at(7, 0, 15))))
                .isEqualTo(Map.of(0, 12L));
        assertThat(Targets.of(7, at(7, 0, 3), List.of(at(7, 0, 12), at(7, 0, 15))))
                .isEqualTo(Map.of(0, 3L));
    }

    @Test
    void leavesOutAPartitionThatAWitnessHasNotBegun() {
        assertThat(Targets.of(7, at(7, 0, 20), List.of(at(7, 0, 12), Map.of()))).isEmpty();
        assertThat(Targets.of(7, Map.of(), List.of(at(7, 0, 12), at(7, 0, 15)))).isEmpty();
    }

    @Test
    void leavesOutAPartitionWhereAStoreStandsInAnEarlierLog() {
        assertThat(Targets.of(7, at(7, 0, 20), List.of(at(7, 0, 12), at(6, 0, 99))))
                .isEmpty();
    }

    private static Map<Integer, StorePosition> at(long epoch, int partition, long offset) {
        return Map.of(partition, new StorePosition(partition, offset + 1, new Position(epoch, partition, offset)));
    }
}
