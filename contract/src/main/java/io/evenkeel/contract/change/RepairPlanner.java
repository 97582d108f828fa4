package io.evenkeel.contract.change;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.change.StoredState.Stored;
import io.evenkeel.contract.value.RowKey;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Plans a repair. Pure but for reading the {@link StoredState}.
 *
 * <p>Invariant: a row is written only if the store has passed the event that the log has it from, and holds no change of it,
 * or of its owner, that is later than the repair knows of. A position that the store has not reached does not count: its
 * writer never wrote that. Where the store holds rows below one that is to go, those have to go first, by name: a database
 * would take them along unasked.
 */
public final class RepairPlanner {
    private final Catalogue catalogue;
    private final BatchPlanner order;

    public RepairPlanner(Catalogue catalogue) {
        this.catalogue = catalogue;
        this.order = new BatchPlanner(catalogue);
    }

    /**
     * Plans a repair.
     *
     * @param repair what the store is to hold
     * @param stored what it holds, read in the transaction that will write
     * @param reached the last event that the store has applied in each partition, read there too
     */
    public RepairPlan plan(Repair repair, StoredState stored, Map<Integer, Position> reached) {
        StateOverlay overlay = new StateOverlay(stored);
        Set<RowKey> concerned = new LinkedHashSet<>();
        for (RowWrite write : repair.rows()) {
            concerned.add(write.key());
            owner(write).ifPresent(concerned::add);
        }
        overlay.load(concerned);
        Map<RowKey, RepairOutcome> left = new HashMap<>();
        One one = new One(repair, overlay, reached);
        for (RowWrite write : ownersBeforeAndRemovalsFromBelow(repair.rows())) {
            one.plan(write).ifPresent(outcome -> left.put(write.key(), outcome));
        }
        overlay.keep();
        return new RepairPlan(order.ordered(overlay.writes()), left);
    }

    private List<RowWrite> ownersBeforeAndRemovalsFromBelow(List<RowWrite> rows) {
        int deepest = catalogue.entities().size();
        return rows.stream()
                .sorted(Comparator.comparingInt(write -> {
                    int depth = catalogue.depth(catalogue.entity(write.key().entity()));
                    return write instanceof RowWrite.Put ? depth : 2 * deepest - depth;
                }))
                .toList();
    }

    private Optional<RowKey> owner(RowWrite write) {
        return write instanceof RowWrite.Put put ? put.row().parent(catalogue) : Optional.empty();
    }

    /** One repair under way. */
    private final class One {
        private final Repair repair;
        private final StateOverlay overlay;
        private final Map<Integer, Position> reached;

        One(Repair repair, StateOverlay overlay, Map<Integer, Position> reached) {
            this.repair = repair;
            this.overlay = overlay;
            this.reached = reached;
        }

        /** Empty when it is planned. */
        Optional<RepairOutcome> plan(RowWrite write) {
            Optional<RepairOutcome> overtaken = overtaken(write.key());
            if (overtaken.isPresent()) {
                return overtaken;
            }
            return switch (write) {
                case RowWrite.Put put -> put(put);
                case RowWrite.Remove remove ->
                    early(remove.position()).or(() -> below(remove.key())).or(() -> {
                        Long sequence = highest(remove.sequence(), remove.key());
                        overlay.write(
                                new RowWrite.Remove(remove.key(), remove.position(), sequence),
                                new Stored(remove.position(), sequence, true, null, null));
                        return Optional.empty();
                    });
                case RowWrite.Erase erase ->
                    below(erase.key()).or(() -> {
                        overlay.write(erase, new Stored(StoredState.UNKNOWN_POSITION, null, true, null, null));
                        return Optional.empty();
                    });
                case RowWrite.Raise raise -> throw new IllegalArgumentException("no repair: " + raise);
            };
        }

        private Optional<RepairOutcome> put(RowWrite.Put put) {
            Optional<RepairOutcome> early = early(put.position());
            if (early.isPresent()) {
                return early;
            }
            Optional<RowKey> owner = owner(put);
            if (owner.isPresent()) {
                Optional<RepairOutcome> overtaken = overtaken(owner.get());
                if (overtaken.isPresent()) {
                    return overtaken;
                }
                Stored above = overlay.find(owner.get());
                if (above == null || above.tombstone()) {
                    return notNow(
                            put.key() + " belongs to " + owner.get() + ", which this store does not hold",
                            Set.of(owner.get()));
                }
            }
            Long sequence = highest(put.sequence(), put.key());
            overlay.write(
                    new RowWrite.Put(put.row(), put.position(), sequence),
                    new Stored(
                            put.position(),
                            sequence,
                            false,
                            owner.map(RowKey::key).orElse(null),
                            put.row()
                                    .origin(catalogue.entity(put.key().entity()))
                                    .orElse(null)));
            return Optional.empty();
        }

        /** A sequence may have been raised since, which leaves the position as it is. */
        private @Nullable Long highest(@Nullable Long sequence, RowKey key) {
            Stored state = overlay.find(key);
            Long held = state == null ? null : state.sequence();
            if (sequence == null || held == null) {
                return sequence == null ? held : sequence;
            }
            return Math.max(sequence, held);
        }

        private Optional<RepairOutcome> early(Position position) {
            Position last = reached.get(position.partition());
            return last == null || position.isAfter(last)
                    ? notNow("the store has not passed " + position + " yet", Set.of())
                    : Optional.empty();
        }

        private Optional<RepairOutcome> overtaken(RowKey key) {
            Stored state = overlay.find(key);
            if (state == null || state.position().equals(StoredState.UNKNOWN_POSITION)) {
                return Optional.empty();
            }
            Position changed = state.position();
            Position known = repair.asOf().get(changed.partition());
            Position last = reached.get(changed.partition());
            boolean applied = last != null && !changed.isAfter(last);
            return applied && (known == null || changed.isAfter(known))
                    ? notNow("the store has applied a later change of " + key + ", at " + changed, Set.of())
                    : Optional.empty();
        }

        private Optional<RepairOutcome> below(RowKey key) {
            Set<RowKey> children = new LinkedHashSet<>();
            for (Entity child : catalogue.children(key.entity())) {
                children.addAll(overlay.loadChildren(child.name(), List.of(key)));
            }
            return children.isEmpty()
                    ? Optional.empty()
                    : notNow(
                            "the store holds rows below " + key + ", such as "
                                    + children.iterator().next(),
                            children);
        }

        private static Optional<RepairOutcome> notNow(String reason, Set<RowKey> first) {
            return Optional.of(new RepairOutcome.NotNow(reason, first));
        }
    }
}
