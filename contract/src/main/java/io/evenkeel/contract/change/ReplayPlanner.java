package io.evenkeel.contract.change;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.change.StoredState.Stored;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Plans the replay of a change set that a store has missed, under its own position. Pure but for reading the {@link
 * StoredState}.
 *
 * <p>Invariant: a row is written only if the log has it from this very change set, and the store holds no change of it, of
 * its owner or of the root that is later than the replay knows of. Then the row is afterwards as the log has it, whatever
 * the store has made of it since it missed the change set.
 */
public final class ReplayPlanner {
    private final Catalogue catalogue;
    private final BatchPlanner order;

    public ReplayPlanner(Catalogue catalogue) {
        this.catalogue = catalogue;
        this.order = new BatchPlanner(catalogue);
    }

    /**
     * Plans a replay.
     *
     * @param replay what to write again
     * @param stored what there is, read in the transaction that will write
     */
    public ReplayPlan plan(Replay replay, StoredState stored) {
        RowKey root = replay.changeSet().root();
        if (root == null) {
            return new ReplayPlan.Write(List.of());
        }
        Map<RowKey, Row> written = replay.changeSet().rows();
        StateOverlay overlay = new StateOverlay(stored);
        Set<RowKey> concerned = concerned(replay, root, written);
        overlay.load(concerned);
        for (RowKey key : concerned) {
            Stored state = overlay.find(key);
            if (state != null && state.position().isAfter(replay.asOf())) {
                return new ReplayPlan.Overtaken(key, state.position());
            }
        }
        return new One(replay, root, written, overlay).plan();
    }

    /** The rows to write, their owners and the root. */
    private Set<RowKey> concerned(Replay replay, RowKey root, Map<RowKey, Row> written) {
        Set<RowKey> concerned = new LinkedHashSet<>(replay.removed());
        concerned.add(root);
        for (RowKey key : replay.put()) {
            concerned.add(key);
            Optional.ofNullable(written.get(key))
                    .flatMap(row -> row.parent(catalogue))
                    .ifPresent(concerned::add);
        }
        return concerned;
    }

    /** One replay under way. */
    private final class One {
        private final Replay replay;
        private final Position position;
        private final RowKey root;
        private final Map<RowKey, Row> written;
        private final StateOverlay overlay;
        private final @Nullable Long sequence;

        One(Replay replay, RowKey root, Map<RowKey, Row> written, StateOverlay overlay) {
            this.replay = replay;
            this.position = replay.changeSet().position();
            this.root = root;
            this.written = written;
            this.overlay = overlay;
            Stored before = overlay.find(root);
            this.sequence = highest(replay.changeSet().sequence(), before == null ? null : before.sequence());
        }

        ReplayPlan plan() {
            replay.removed().forEach(this::remove);
            List<RowKey> ownersFirst = replay.put().stream()
                    .sorted(Comparator.comparingInt(key -> catalogue.depth(catalogue.entity(key.entity()))))
                    .toList();
            for (RowKey key : ownersFirst) {
                Optional<ReplayPlan> refused = put(key);
                if (refused.isPresent()) {
                    return refused.get();
                }
            }
            raiseRoot();
            overlay.keep();
            return new ReplayPlan.Write(order.ordered(overlay.writes()));
        }

        private Optional<ReplayPlan> put(RowKey key) {
            Row row = written.get(key);
            if (row == null) {
                return refuse("no-such-row", "the change set does not write " + key);
            }
            Optional<RowKey> owner = row.parent(catalogue);
            if (owner.isPresent()) {
                Stored above = overlay.find(owner.get());
                if (above == null || above.tombstone()) {
                    return refuse(
                            "orphan",
                            key + " belongs to " + owner.get()
                                    + ", which this store does not hold; replay the owner's dead letter first");
                }
            }
            Stored state = overlay.find(key);
            if (state == null || state.tombstone() || !state.position().equals(position)) {
                String parentKey = owner.map(RowKey::key).orElse(null);
                String origin = row.origin(catalogue.entity(key.entity())).orElse(null);
                overlay.write(
                        new RowWrite.Put(row, position, sequence),
                        new Stored(position, sequence, false, parentKey, origin));
            }
            return Optional.empty();
        }

        /** Whatever the store has put below the row since, the log has not: the owner was gone there. */
        private void remove(RowKey key) {
            Stored state = overlay.find(key);
            for (Entity child : catalogue.children(key.entity())) {
                overlay.loadChildren(child.name(), List.of(key)).forEach(this::remove);
            }
            if (state == null || !state.tombstone() || !state.position().equals(position)) {
                overlay.write(
                        new RowWrite.Remove(key, position, sequence), new Stored(position, sequence, true, null, null));
            }
        }

        private void raiseRoot() {
            Stored now = overlay.find(root);
            if (now != null && sequence != null && !sequence.equals(now.sequence())) {
                overlay.write(
                        new RowWrite.Raise(root, sequence),
                        new Stored(now.position(), sequence, now.tombstone(), now.parentKey(), now.origin()));
            }
        }

        private static @Nullable Long highest(@Nullable Long one, @Nullable Long other) {
            if (one == null || other == null) {
                return one == null ? other : one;
            }
            return Math.max(one, other);
        }

        private static Optional<ReplayPlan> refuse(String code, String message) {
            return Optional.of(new ReplayPlan.Refused(new Verdict.Refused(code, message)));
        }
    }
}
