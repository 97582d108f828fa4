package io.evenkeel.contract.change;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.value.RowKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a batch of change sets does to a store: sequences, positions, owners, cascades and tombstones. Pure but
 * for reading the {@link StoredState}, so that both stores and the ledger come to the same rows from the same log.
 *
 * <p>Invariant: the plan of a batch equals the plans of its change sets one after the other, folded by key.
 */
public final class BatchPlanner {
    private final Catalogue catalogue;

    /**
     * A store's say in what is planned.
     *
     * @param <E> how it fails when it can neither take nor refuse
     */
    @FunctionalInterface
    public interface Attempt<E extends Exception> {
        /**
         * Writes what one change set comes to, all of it or nothing.
         *
         * @param writes ordered as {@link BatchPlan#writes} are, never empty
         * @return why the store refuses them; empty when they are written
         */
        Optional<Verdict.Refused> write(List<RowWrite> writes) throws E;
    }

    public BatchPlanner(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /**
     * Plans a batch.
     *
     * @param batch change sets, in log order within each partition
     * @param stored what there is before the batch, read in the transaction that will write
     */
    public BatchPlan plan(List<ChangeSet> batch, StoredState stored) {
        return this.<RuntimeException>plan(batch, stored, null);
    }

    /**
     * Plans a batch and has each change set written before the next is planned: one that the store refuses leaves no trace
     * in the plan. What is stored is looked up for all of them together.
     *
     * @param batch as for {@link #plan(List, StoredState)}
     * @param stored the same, except that what is looked up later includes what was written by then
     * @param attempt writes to the store
     * @return all that was written, folded by key; every refusal is settled
     */
    public <E extends Exception> BatchPlan planWriting(List<ChangeSet> batch, StoredState stored, Attempt<E> attempt)
            throws E {
        return this.<E>plan(batch, stored, attempt);
    }

    private <E extends Exception> BatchPlan plan(
            List<ChangeSet> batch, StoredState stored, @Nullable Attempt<E> attempt) throws E {
        StateOverlay overlay = new StateOverlay(stored);
        load(batch, overlay);
        List<Verdict> verdicts = new ArrayList<>(batch.size());
        Set<Integer> settled = new HashSet<>();
        SettledRefusals refusals = new SettledRefusals(catalogue, overlay);
        for (ChangeSet changeSet : batch) {
            Verdict verdict = new ChangeSetPlan(catalogue, overlay, changeSet).run();
            if (attempt != null && !(verdict instanceof Verdict.Refused) && overlay.hasTried()) {
                Optional<Verdict.Refused> refused = attempt.write(ordered(overlay.tried()));
                if (refused.isPresent()) {
                    verdict = refused.get();
                }
            }
            if (verdict instanceof Verdict.Refused) {
                overlay.discard();
                if (attempt != null || refusals.settles(changeSet)) {
                    settled.add(verdicts.size());
                } else {
                    refusals.open(changeSet);
                }
            } else {
                overlay.keep();
                refusals.open(changeSet);
            }
            verdicts.add(verdict);
        }
        return new BatchPlan(verdicts, ordered(overlay.writes()), settled);
    }

    /** Reads in a few queries all that the batch can touch; what is created within it comes from the overlay. */
    private void load(List<ChangeSet> batch, StateOverlay overlay) {
        Set<RowKey> keys = new LinkedHashSet<>();
        Set<RowKey> emptied = new LinkedHashSet<>();
        Map<String, Set<RowKey>> replaced = new LinkedHashMap<>();
        for (ChangeSet changeSet : batch) {
            changeSet.addKeys(catalogue, keys);
            for (Change change : changeSet.changes()) {
                switch (change) {
                    case Change.Upsert ignored -> {}
                    case Change.Delete delete -> emptied.add(delete.key());
                    case Change.ReplaceChildren replace ->
                        replaced.computeIfAbsent(replace.entity(), entity -> new LinkedHashSet<>())
                                .add(replace.parent());
                }
            }
        }
        overlay.load(keys);
        replaced.forEach(overlay::loadChildren);
        loadBelow(emptied, overlay);
    }

    private void loadBelow(Collection<RowKey> parents, StateOverlay overlay) {
        if (parents.isEmpty()) {
            return;
        }
        Set<RowKey> below = new LinkedHashSet<>();
        for (String entity : parents.stream().map(RowKey::entity).distinct().toList()) {
            List<RowKey> owners =
                    parents.stream().filter(key -> key.entity().equals(entity)).toList();
            for (Entity child : catalogue.children(entity)) {
                below.addAll(overlay.loadChildren(child.name(), owners));
            }
        }
        loadBelow(below, overlay);
    }

    /** In the order of {@link BatchPlan#writes}. */
    List<RowWrite> ordered(Collection<RowWrite> writes) {
        SortedMap<Integer, List<RowWrite>> removals = new TreeMap<>(Comparator.reverseOrder());
        SortedMap<Integer, List<RowWrite>> puts = new TreeMap<>();
        List<RowWrite> raises = new ArrayList<>();
        for (RowWrite write : writes) {
            List<RowWrite> among = switch (write) {
                case RowWrite.Remove ignored -> removals.computeIfAbsent(depth(write), first -> new ArrayList<>());
                case RowWrite.Erase ignored -> removals.computeIfAbsent(depth(write), first -> new ArrayList<>());
                case RowWrite.Put ignored -> puts.computeIfAbsent(depth(write), first -> new ArrayList<>());
                case RowWrite.Raise ignored -> raises;
            };
            among.add(write);
        }
        List<RowWrite> ordered = new ArrayList<>(writes.size());
        removals.values().forEach(ordered::addAll);
        puts.values().forEach(ordered::addAll);
        ordered.addAll(raises);
        return ordered;
    }

    private int depth(RowWrite write) {
        return catalogue.depth(catalogue.entity(write.key().entity()));
    }
}
