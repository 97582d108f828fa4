package io.evenkeel.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.change.ChangeSet;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.DigestedRow;
import io.evenkeel.contract.value.RowKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Change sets stand in the order of their events; rows are put in that order too, and show the event that came last. */
final class OrderPerRoot implements Guarantee {
    @Override
    public void judge(Evidence evidence) {
        Map<Integer, Long> before = new HashMap<>();
        List<Position> late = new ArrayList<>();
        for (ChangeSet changeSet : evidence.changeSets()) {
            Position position = changeSet.position();
            Long last = before.put(position.partition(), position.offset());
            if (last != null && last >= position.offset()) {
                late.add(position);
            }
        }
        assertThat(late).as("change sets behind later ones").isEmpty();
        for (Backend store : Backend.values()) {
            judge(store, evidence);
        }
    }

    private static void judge(Backend store, Evidence evidence) {
        Map<RowKey, Long> before = new HashMap<>();
        List<Evidence.Put> late = new ArrayList<>();
        for (Evidence.Put put : evidence.store(store).puts()) {
            Long last = before.put(put.key(), put.sourceOffset());
            if (last != null && last > put.sourceOffset()) {
                late.add(put);
            }
        }
        assertThat(late)
                .as("rows that were put after later versions in %s", store)
                .isEmpty();
        Map<RowKey, DigestedRow> rows = evidence.store(store).rows();
        Map<RowKey, Position> wrong = new HashMap<>();
        evidence.oracle(store).rows().forEach((key, expected) -> {
            DigestedRow row = rows.get(key);
            if (row != null && !row.position().equals(expected.position())) {
                wrong.put(key, row.position());
            }
        });
        assertThat(wrong).as("rows of another event than the last in %s", store).isEmpty();
    }
}
