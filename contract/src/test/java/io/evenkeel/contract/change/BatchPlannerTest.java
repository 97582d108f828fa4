package io.evenkeel.contract.change;

import static io.evenkeel.contract.store.Rows.CATALOGUE;
import static io.evenkeel.contract.store.Rows.document;
import static io.evenkeel.contract.store.Rows.key;
import static io.evenkeel.contract.store.Rows.section;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.change.Change.Delete;
import io.evenkeel.contract.change.Change.Upsert;
import io.evenkeel.contract.value.RowKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class BatchPlannerTest {
    private static final Verdict.Refused REFUSED = new Verdict.Refused("store-refused", "no");

    private final BatchPlanner planner = new BatchPlanner(CATALOGUE);
    private final RowsInMemory stored = new RowsInMemory();
    private long offset;

    @Property(tries = 300)
    void aBatchComesToTheSameAsItsChangeSetsOneByOne(@ForAll long seed) {
        Random random = new Random(seed);
        List<ChangeSet> changeSets = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            changeSets.add(ChangeSets.random(random, i));
        }
        RowsInMemory oneByOne = new RowsInMemory();
        List<Verdict> verdicts = new ArrayList<>();
        for (ChangeSet changeSet : changeSets) {
            BatchPlan plan = planner.plan(List.of(changeSet), oneByOne);
            oneByOne.apply(plan);
            verdicts.addAll(plan.verdicts());
        }
        RowsInMemory batched = new RowsInMemory();
        List<Verdict> batchedVerdicts = new ArrayList<>();
        for (int from = 0; from < changeSets.size(); ) {
            int to = Math.min(changeSets.size(), from + 1 + random.nextInt(25));
            BatchPlan plan = planner.plan(changeSets.subList(from, to), batched);
            batched.apply(plan);
            batchedVerdicts.addAll(plan.verdicts());
            from = to;
        }

        assertThat(batched.rows()).isEqualTo(oneByOne.rows());
        assertThat(batched.states()).isEqualTo(oneByOne.states());
        assertThat(batchedVerdicts).isEqualTo(verdicts);
    }

    @Property(tries = 100)
    void whatTheStoreRefusesWhileItIsPlannedLeavesNoTrace(@ForAll long seed) {
        Random random = new Random(seed);
        List<ChangeSet> changeSets = new ArrayList<>();
        Set<Position> refused = new HashSet<>();
        for (int i = 0; i < 60; i++) {
            ChangeSet changeSet = ChangeSets.random(random, i);
            changeSets.add(changeSet);
            if (random.nextInt(10) == 0) {
                refused.add(changeSet.position());
            }
        }
        RowsInMemory oneByOne = new RowsInMemory();
        List<Verdict> verdicts = new ArrayList<>();
        for (ChangeSet changeSet : changeSets) {
            BatchPlan plan = planner.plan(List.of(changeSet), oneByOne);
            boolean refuses = refuses(plan.writes(), refused);
            if (!refuses) {
                oneByOne.apply(plan);
            }
            verdicts.add(refuses ? REFUSED : plan.verdicts().getFirst());
        }
        RowsInMemory batched = new RowsInMemory();
        BatchPlan plan = planner.planWriting(changeSets, batched, writes -> {
            if (refuses(writes, refused)) {
                return Optional.of(REFUSED);
            }
            batched.apply(new BatchPlan(List.of(), writes));
            return Optional.empty();
        });

        assertThat(batched.rows()).isEqualTo(oneByOne.rows());
        assertThat(batched.states()).isEqualTo(oneByOne.states());
        assertThat(plan.verdicts()).isEqualTo(verdicts);
        RowsInMemory folded = new RowsInMemory();
        folded.apply(plan);
        assertThat(folded.rows()).isEqualTo(oneByOne.rows());
    }

    @Property(tries = 2_000)
    void aSettledRefusalStandsWhateverTheStoreRefuses(@ForAll long seed) {
        Random random = new Random(seed);
        RowsInMemory before = new RowsInMemory();
        int offset = 0;
        for (int until = random.nextInt(5); offset < until; offset++) {
            before.apply(planner.plan(List.of(ChangeSets.random(random, offset, 5)), before));
        }
        List<ChangeSet> batch = new ArrayList<>();
        for (int until = offset + 2 + random.nextInt(15); offset < until; offset++) {
            batch.add(ChangeSets.random(random, offset, 5));
        }
        BatchPlan plan = planner.plan(batch, before);
        for (int i = 0; i < 20; i++) {
            BatchPlan other = planner.planWriting(
                    batch, before, writes -> random.nextInt(3) == 0 ? Optional.of(REFUSED) : Optional.empty());
            for (int settled : plan.settled()) {
                assertThat(other.verdicts().get(settled))
                        .as("change set %d of %s", settled, batch)
                        .isInstanceOf(Verdict.Refused.class)
                        .isEqualTo(plan.verdicts().get(settled));
            }
        }
    }

    @Test
    void aRefusalIsSettledWhereNoEarlierChangeSetNamesItsRowsOrTheirOwners() {
        plan(changeSet(key("documents", "d1"), new Upsert(document("d1", "a")), new Upsert(section("d1", 0, "t"))));
        ChangeSet orphan = changeSet(key("documents", "never"), new Upsert(section("never", 0, "t")));
        ChangeSet moved = changeSet(
                key("documents", "d2"),
                new Upsert(document("d2", "b")),
                new Upsert(ChangeSets.owned(key("document_sections", "d1:0"), "d2")));
        ChangeSet orphanOfRefused = changeSet(key("documents", "d2"), new Upsert(section("d2", 0, "t")));
        ChangeSet other = changeSet(key("documents", "d3"), new Upsert(document("d3", "c")));
        ChangeSet aboveMoved = changeSet(key("documents", "d1"), new Upsert(document("d1", "again")));

        assertThat(planner.plan(List.of(other, orphan, moved, orphanOfRefused, orphan), stored)
                        .settled())
                .containsExactlyInAnyOrder(1, 2, 3, 4);
        BatchPlan open = planner.plan(List.of(aboveMoved, moved, orphan, orphanOfRefused), stored);
        assertThat(open.verdicts().subList(1, 4)).hasOnlyElementsOfType(Verdict.Refused.class);
        assertThat(open.settled()).containsExactly(2);
        assertThat(planner.planWriting(List.of(aboveMoved, moved), stored, writes -> Optional.empty())
                        .settled())
                .containsExactly(1);
    }

    private static boolean refuses(List<RowWrite> writes, Set<Position> refused) {
        return writes.stream().anyMatch(write -> switch (write) {
            case RowWrite.Put put -> refused.contains(put.position());
            case RowWrite.Remove remove -> refused.contains(remove.position());
            case RowWrite.Raise ignored -> false;
            case RowWrite.Erase ignored -> false;
        });
    }

    @Test
    void aReplayUnderItsOldPositionNeverOverwritesANewerVersion() {
        RowKey root = key("documents", "d1");
        ChangeSet old = changeSet(root, new Upsert(document("d1", "old")));
        plan(changeSet(root, new Upsert(document("d1", "new"))));
        assertThat(plan(old).writes()).isEmpty();

        plan(changeSet(root, new Delete(root)));
        assertThat(plan(old).writes()).isEmpty();
    }

    @Test
    void writesInTheOrderOfForeignKeys() {
        RowKey root = key("documents", "d1");
        plan(changeSet(root, new Upsert(document("d1", "a")), new Upsert(section("d1", 0, "t"))));

        BatchPlan plan = planner.plan(
                List.of(
                        changeSet(root, new Delete(root)),
                        changeSet(key("documents", "d2"), new Upsert(document("d2", "b"))),
                        changeSet(key("documents", "d2"), new Upsert(section("d2", 0, "t")))),
                stored);

        assertThat(plan.writes())
                .extracting(write ->
                        write.getClass().getSimpleName() + " " + write.key().entity())
                .containsExactly(
                        "Remove document_sections", "Remove documents", "Put documents", "Put document_sections");
    }

    @Test
    void aRefusedChangeSetLeavesNoTrace() {
        RowKey root = key("documents", "d1");
        BatchPlan plan =
                plan(changeSet(root, new Upsert(document("d1", "a")), new Upsert(section("never", 0, "orphan"))));

        assertThat(plan.verdicts()).singleElement().isInstanceOf(Verdict.Refused.class);
        assertThat(plan.writes()).isEmpty();
    }

    @Test
    void aRootUnderAnotherNameIsRefused() {
        assertThat(plan(changeSet(key("documents", "d2"), new Upsert(document("d1", "a"))))
                        .verdicts())
                .singleElement()
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo("wrong-root"));
    }

    @Test
    void raisesTheRootsSequenceAlsoWhereOnlyAChildChanges() {
        RowKey root = key("documents", "d1");
        plan(changeSet(root, new Upsert(document("d1", "a"))));
        Position before = stored.states().get(root).position();
        plan(new ChangeSet(
                new Position(1, 0, 50),
                "e",
                "s",
                "t",
                root,
                7L,
                Condition.NONE,
                List.of(new Upsert(section("d1", 0, "x"))),
                null,
                null));

        assertThat(stored.states().get(root))
                .satisfies(state -> assertThat(state.sequence()).isEqualTo(7))
                .satisfies(state -> assertThat(state.position()).isEqualTo(before));
    }

    private BatchPlan plan(ChangeSet changeSet) {
        BatchPlan plan = planner.plan(List.of(changeSet), stored);
        stored.apply(plan);
        return plan;
    }

    private ChangeSet changeSet(RowKey root, Change... changes) {
        return new ChangeSet(
                new Position(1, 0, offset++), "e", "s", "t", root, null, Condition.NONE, List.of(changes), null, null);
    }
}
