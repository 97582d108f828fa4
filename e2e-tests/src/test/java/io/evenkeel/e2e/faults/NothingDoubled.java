package io.evenkeel.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.value.RowKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** An event has one change set; a row is put at most once for an event; no store holds a row that it should not. */
final class NothingDoubled implements Guarantee {
    @Override
    public void judge(Evidence evidence) {
        assertThat(evidence.log())
                .as("events with several change sets")
                .noneMatch(event -> event.changeSets().size() > 1);
        assertThat(evidence.changeSets())
                .as("change sets of events that are not in the log")
                .allMatch(changeSet -> evidence.ids().containsKey(changeSet.position()));
        for (Backend store : Backend.values()) {
            Set<RowKey> extra = new HashSet<>(evidence.store(store).rows().keySet());
            extra.removeAll(evidence.oracle(store).rows().keySet());
            assertThat(extra).as("rows that %s should not hold", store).isEmpty();
            Set<Evidence.Put> seen = new HashSet<>();
            List<Evidence.Put> again = evidence.store(store).puts().stream()
                    .filter(put -> !seen.add(put))
                    .toList();
            assertThat(again)
                    .as("rows that were put twice for one event in %s", store)
                    .isEmpty();
        }
    }
}
