package io.evenkeel.contract.change;

import static io.evenkeel.contract.store.Rows.CATALOGUE;
import static io.evenkeel.contract.store.Rows.document;
import static io.evenkeel.contract.store.Rows.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.contract.change.Change.Upsert;
import io.evenkeel.contract.change.StoredState.Stored;
import io.evenkeel.contract.value.RowKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ReplayPlannerTest {
    private final BatchPlanner batches = new BatchPlanner(CATALOGUE);
    private final ReplayPlanner replays = new ReplayPlanner(CATALOGUE);

    @Property(tries = 300)
    void makesEachRowAsTheLogHasItAndTouchesNoOther(@ForAll long seed) {
        Random random = new Random(seed);
        RowsInMemory log = new RowsInMemory();
        RowsInMemory store = new RowsInMemory();
        List<ChangeSet> missed = new ArrayList<>();
        Position last = new Position(1, 0, 0);
        for (int i = 0; i < 40; i++) {
            ChangeSet changeSet = ChangeSets.random(random, i);
            if (bringsARowTwice(changeSet)) {
                // No event does; of two versions one may come to nothing, and the replay does not know which.
                continue;
            }
            last = changeSet.position();
            BatchPlan plan = batches.plan(List.of(changeSet), log);
            log.apply(plan);
            if (random.nextInt(4) > 0) {
                store.apply(batches.plan(List.of(changeSet), store));
            } else if (plan.verdicts().getFirst() instanceof Verdict.Applied) {
                missed.add(changeSet);
            }
        }

        for (ChangeSet changeSet : missed) {
            Replay replay = replay(changeSet, log, last);
            Map<RowKey, Stored> before = new HashMap<>(store.states());
            if (replays.plan(replay, store) instanceof ReplayPlan.Write write) {
                store.apply(new BatchPlan(List.of(), write.writes()));
                replay.put().forEach(key -> same(key, store, log));
                replay.removed().forEach(key -> same(key, store, log));
                write.writes().stream()
                        .map(RowWrite::key)
                        .filter(key ->
                                !replay.put().contains(key) && !replay.removed().contains(key))
                        .filter(key -> !key.equals(changeSet.root()))
                        .forEach(key -> assertThat(ownerIsGone(key, before, log))
                                .as("%s was below a row that the log has not", key)
                                .isTrue());
                assertThat(replays.plan(replay, store)).isEqualTo(new ReplayPlan.Write(List.of()));
            }
        }
    }

    @Test
    void whereRowsAreOnlyInsertedTheFirstVersionCounts() {
        RowKey root = key("documents", "d1");
        ChangeSet twice = new ChangeSet(
                new Position(1, 0, 0),
                "e",
                "s",
                "t",
                root,
                null,
                Condition.IF_ABSENT,
                List.of(new Upsert(document("d1", "first")), new Upsert(document("d1", "second"))),
                null,
                null);
        RowsInMemory log = new RowsInMemory();
        log.apply(batches.plan(List.of(twice), log));
        RowsInMemory store = new RowsInMemory();

        ReplayPlan plan = replays.plan(new Replay(twice, Set.of(root), Set.of(), twice.position()), store);

        store.apply(new BatchPlan(List.of(), ((ReplayPlan.Write) plan).writes()));
        same(root, store, log);
    }

    @Test
    void leavesWhatTheStoreHasChangedLaterThanTheReplayKnows() {
        RowKey root = key("documents", "d1");
        ChangeSet old = changeSet(0, root, new Upsert(document("d1", "old")));
        RowsInMemory store = new RowsInMemory();
        store.apply(batches.plan(List.of(changeSet(7, root, new Upsert(document("d1", "new")))), store));

        assertThat(replays.plan(new Replay(old, Set.of(root), Set.of(), new Position(1, 0, 6)), store))
                .isEqualTo(new ReplayPlan.Overtaken(root, new Position(1, 0, 7)));
    }

    @Test
    void cannotBeKnownBeforeTheChangeSetItself() {
        ChangeSet changeSet = changeSet(3, key("documents", "d1"));

        assertThatThrownBy(() -> new Replay(changeSet, Set.of(), Set.of(), new Position(1, 0, 2)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** What the checker finds in its ledger. */
    private static Replay replay(ChangeSet changeSet, RowsInMemory log, Position asOf) {
        Set<RowKey> put = new HashSet<>();
        Set<RowKey> removed = new HashSet<>();
        log.states().forEach((key, state) -> {
            if (state.position().equals(changeSet.position())) {
                (state.tombstone() ? removed : put).add(key);
            }
        });
        return new Replay(changeSet, put, removed, asOf);
    }

    private static boolean bringsARowTwice(ChangeSet changeSet) {
        List<RowKey> brought = new ArrayList<>();
        for (Change change : changeSet.changes()) {
            switch (change) {
                case Change.Upsert upsert -> brought.add(upsert.row().key());
                case Change.ReplaceChildren replace -> replace.rows().forEach(row -> brought.add(row.key()));
                case Change.Delete ignored -> {}
            }
        }
        return brought.size() > Set.copyOf(brought).size();
    }

    private static void same(RowKey key, RowsInMemory store, RowsInMemory log) {
        assertThat(store.rows().get(key.toString()))
                .as("%s", key)
                .isEqualTo(log.rows().get(key.toString()));
        assertThat(store.states().get(key).position())
                .isEqualTo(log.states().get(key).position());
    }

    private static boolean ownerIsGone(RowKey key, Map<RowKey, Stored> before, RowsInMemory log) {
        String owner = before.get(key).parentKey();
        Stored state = owner == null ? null : log.states().get(key("documents", owner));
        return state != null && state.tombstone();
    }

    private static ChangeSet changeSet(long offset, RowKey root, Change... changes) {
        return new ChangeSet(
                new Position(1, 0, offset), "e", "s", "t", root, null, Condition.NONE, List.of(changes), null, null);
    }
}
