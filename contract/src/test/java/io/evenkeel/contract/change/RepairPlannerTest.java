package io.evenkeel.contract.change;

import static io.evenkeel.contract.store.Rows.CATALOGUE;
import static io.evenkeel.contract.store.Rows.document;
import static io.evenkeel.contract.store.Rows.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.contract.change.StoredState.Stored;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RepairPlannerTest {
    private static final Position POSITION = new Position(1, 0, 7);

    private final BatchPlanner batches = new BatchPlanner(CATALOGUE);
    private final RepairPlanner repairs = new RepairPlanner(CATALOGUE);

    @Property(tries = 300)
    void makesEachRowAsTheLogHasItAndTouchesNoOther(@ForAll long seed) {
        Random random = new Random(seed);
        RowsInMemory log = new RowsInMemory();
        RowsInMemory store = new RowsInMemory();
        Position last = new Position(1, 0, 0);
        for (int i = 0; i < 40; i++) {
            ChangeSet changeSet = ChangeSets.random(random, i);
            last = changeSet.position();
            log.apply(batches.plan(List.of(changeSet), log));
            store.apply(batches.plan(List.of(changeSet), store));
        }
        Map<RowKey, Stored> sound = new HashMap<>(store.states());
        Set<RowKey> faulty = plant(random, store, last);

        Set<RowKey> wanted = new LinkedHashSet<>(faulty);
        for (int i = 0; i < 10 && !wanted.isEmpty(); i++) {
            RepairPlan plan = repairs.plan(repair(wanted, log, last), store, Map.of(last.partition(), last));
            store.apply(plan.writes());
            Set<RowKey> next = new LinkedHashSet<>();
            plan.left().forEach((key, outcome) -> {
                next.add(key);
                next.addAll(((RepairOutcome.NotNow) outcome).first());
            });
            wanted = next;
        }

        assertThat(wanted).isEmpty();
        faulty.forEach(key -> {
            assertThat(store.rows().get(key.toString()))
                    .as(key.toString())
                    .isEqualTo(log.rows().get(key.toString()));
            Stored inLog = log.states().get(key);
            Stored inStore = store.states().get(key);
            assertThat(inStore == null).isEqualTo(inLog == null);
            assertThat(inStore == null
                            || inStore.position()
                                    .equals(Objects.requireNonNull(inLog).position()))
                    .isTrue();
        });
        sound.keySet().removeAll(faulty);
        assertThat(store.states()).containsAllEntriesOf(sound);
    }

    @Test
    void aRepairSaysWhatARowIsAndOnce() {
        RowKey row = key("documents", "d1");
        assertThatThrownBy(() -> new Repair(List.of(new RowWrite.Raise(row, 1)), Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Repair(
                        List.of(new RowWrite.Erase(row), new RowWrite.Put(document("d1", "one"), POSITION, null)),
                        Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void waitsForAStoreThatHasNotComeThere() {
        Repair repair =
                new Repair(List.of(new RowWrite.Put(document("d1", "one"), POSITION, null)), Map.of(0, POSITION));

        RepairPlan plan = repairs.plan(repair, new RowsInMemory(), Map.of(0, new Position(1, 0, 6)));

        assertThat(plan.writes()).isEmpty();
        assertThat(plan.left().get(key("documents", "d1"))).isInstanceOf(RepairOutcome.NotNow.class);
        assertThat(repairs.plan(repair, new RowsInMemory(), Map.of()).writes()).isEmpty();
    }

    /** As by SQL: rows without their tombstones gone, others with another position, others that nobody logged. */
    private static Set<RowKey> plant(Random random, RowsInMemory store, Position last) {
        Set<RowKey> planted = new LinkedHashSet<>();
        for (RowKey key : List.copyOf(store.states().keySet())) {
            Stored state = Objects.requireNonNull(store.states().get(key));
            Row row = store.rows().get(key.toString());
            if (row == null || random.nextInt(3) > 0) {
                continue;
            }
            planted.add(key);
            if (random.nextBoolean()) {
                store.apply(List.of(new RowWrite.Erase(key)));
            } else {
                Position claimed = new Position(1, 0, random.nextInt((int) last.offset() + 10));
                store.apply(List.of(new RowWrite.Put(row, claimed, state.sequence())));
            }
        }
        RowKey stray = key("documents", "stray");
        store.apply(List.of(new RowWrite.Put(document("stray", "extra"), StoredState.UNKNOWN_POSITION, null)));
        planted.add(stray);
        return planted;
    }

    private static Repair repair(Set<RowKey> keys, RowsInMemory log, Position last) {
        List<RowWrite> rows = new ArrayList<>();
        for (RowKey key : keys) {
            Stored state = log.states().get(key);
            Row row = log.rows().get(key.toString());
            if (state == null) {
                rows.add(new RowWrite.Erase(key));
            } else if (row == null) {
                rows.add(new RowWrite.Remove(key, state.position(), state.sequence()));
            } else {
                rows.add(new RowWrite.Put(row, state.position(), state.sequence()));
            }
        }
        return new Repair(rows, Map.of(last.partition(), last));
    }
}
