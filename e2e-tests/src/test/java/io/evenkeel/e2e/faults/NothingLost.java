package io.evenkeel.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.value.RowKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What Kafka has acknowledged stands in the log where it said; every event in the log has its change set; every row that
 * has to be there is there, in both stores.
 */
final class NothingLost implements Guarantee {
    @Override
    public void judge(Evidence evidence) {
        List<Load.Acknowledged> missing = evidence.acknowledged().stream()
                .filter(event -> !event.id().equals(evidence.ids().get(event.position())))
                .toList();
        assertThat(missing).as("acknowledged events that are not in the log").isEmpty();
        assertThat(evidence.log())
                .as("events without a change set")
                .noneMatch(event -> event.changeSets().isEmpty());
        for (Backend store : Backend.values()) {
            Set<RowKey> expected = new HashSet<>(evidence.oracle(store).rows().keySet());
            expected.removeAll(evidence.store(store).rows().keySet());
            assertThat(expected).as("rows that %s lacks", store).isEmpty();
        }
    }
}
