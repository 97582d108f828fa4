package io.evenkeel.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.StorePosition;

/** Both stores stand at the end of the log: the last event applied, nothing left to read. */
final class PositionsAgree implements Guarantee {
    @Override
    public void judge(Evidence evidence) {
        for (Backend store : Backend.values()) {
            evidence.lastEvent().forEach((partition, last) -> {
                StorePosition position = evidence.store(store).positions().get(partition);
                assertThat(position).as("%s, partition %d", store, partition).isNotNull();
                assertThat(position.applied()).as("%s has applied", store).isEqualTo(last);
                assertThat(position.nextOffset())
                        .as("%s reads on from, partition %d", store, partition)
                        .isGreaterThanOrEqualTo(evidence.changesEnd().get(partition));
            });
        }
    }
}
