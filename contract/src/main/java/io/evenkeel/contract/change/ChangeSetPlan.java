package io.evenkeel.contract.change;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.change.StoredState.Stored;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Plans one change set on top of an overlay; the caller keeps or discards what it wrote there. */
final class ChangeSetPlan {
    private static final Verdict.Applied APPLIED = new Verdict.Applied();

    private final Catalogue catalogue;
    private final StateOverlay overlay;
    private final ChangeSet changeSet;
    private @Nullable Long sequence;

    ChangeSetPlan(Catalogue catalogue, StateOverlay overlay, ChangeSet changeSet) {
        this.catalogue = catalogue;
        this.overlay = overlay;
        this.changeSet = changeSet;
    }

    Verdict run() {
        RowKey root = changeSet.root();
        if (root == null) {
            return APPLIED;
        }
        Stored before = overlay.find(root);
        Long mine = changeSet.sequence();
        Long theirs = before == null ? null : before.sequence();
        if (mine != null && theirs != null && mine < theirs) {
            return new Verdict.Skipped();
        }
        if (changeSet.condition() instanceof Condition.IfMatch match && !stands(match.position())) {
            return new Verdict.Skipped();
        }
        sequence = mine != null ? mine : theirs;
        for (Change change : changeSet.changes()) {
            Optional<Verdict.Refused> refused = switch (change) {
                case Change.Upsert upsert -> put(upsert.row(), root);
                case Change.Delete delete -> delete(delete.key(), root);
                case Change.ReplaceChildren replace -> replaceChildren(replace, root);
            };
            if (refused.isPresent()) {
                return refused.get();
            }
        }
        raiseRoot(root);
        return APPLIED;
    }

    /** Whether the row that the first change writes is as the event at that position left it. */
    private boolean stands(Position version) {
        RowKey subject = switch (changeSet.changes().getFirst()) {
            case Change.Upsert upsert -> upsert.row().key();
            case Change.Delete delete -> delete.key();
            case Change.ReplaceChildren replace -> replace.parent();
        };
        Stored stored = overlay.find(subject);
        return stored != null && !stored.tombstone() && stored.position().equals(version);
    }

    private boolean ifAbsent() {
        return changeSet.condition() instanceof Condition.IfAbsent;
    }

    private Optional<Verdict.Refused> put(Row row, RowKey root) {
        RowKey key = row.key();
        Optional<RowKey> parent = row.parent(catalogue);
        if (parent.isPresent()) {
            Stored owner = overlay.find(parent.get());
            if (owner == null) {
                return refuse(
                        "orphan", key + " belongs to " + parent.get() + ", which never existed; send the owner first");
            }
            if (owner.tombstone()) {
                return Optional.empty();
            }
        }
        if (!rootOf(key, parent.orElse(null)).equals(root)) {
            return refuse("wrong-root", key + " does not stand under " + root + ", which this event names as its root");
        }
        Stored stored = overlay.find(key);
        if (stored != null) {
            if (ifAbsent() || stored.position().isAfter(changeSet.position())) {
                return Optional.empty();
            }
            String owner = parent.map(RowKey::key).orElse(null);
            if (!stored.tombstone() && !Objects.equals(stored.parentKey(), owner)) {
                return refuse(
                        "moved",
                        key + " is owned by " + stored.parentKey() + " and cannot move to " + owner
                                + "; delete it first");
            }
        }
        Entity entity = catalogue.entity(key.entity());
        overlay.write(
                new RowWrite.Put(row, changeSet.position(), sequence),
                new Stored(
                        changeSet.position(),
                        sequence,
                        false,
                        parent.map(RowKey::key).orElse(null),
                        row.origin(entity).orElse(null)));
        return Optional.empty();
    }

    private Optional<Verdict.Refused> delete(RowKey key, RowKey root) {
        Stored stored = overlay.find(key);
        if (stored != null && stored.position().isAfter(changeSet.position())) {
            return Optional.empty();
        }
        RowKey owner = stored == null || stored.parentKey() == null ? null : ownerOf(key, stored.parentKey());
        boolean live = stored != null && !stored.tombstone();
        boolean topLevel = catalogue.entity(key.entity()).parent() == null;
        if ((live || topLevel) && !rootOf(key, owner).equals(root)) {
            return refuse("wrong-root", key + " does not stand under " + root + ", which this event names as its root");
        }
        remove(key);
        return Optional.empty();
    }

    private Optional<Verdict.Refused> replaceChildren(Change.ReplaceChildren replace, RowKey root) {
        Stored owner = overlay.find(replace.parent());
        if (owner == null) {
            return refuse("orphan", replace.entity() + " belong to " + replace.parent() + ", which never existed");
        }
        if (owner.tombstone()) {
            return Optional.empty();
        }
        if (!ifAbsent()) {
            Set<RowKey> listed = new HashSet<>();
            replace.rows().forEach(row -> listed.add(row.key()));
            for (RowKey child : overlay.loadChildren(replace.entity(), List.of(replace.parent()))) {
                Stored stored = overlay.find(child);
                boolean ofOrigin = replace.origin() == null
                        || (stored != null && replace.origin().equals(stored.origin()));
                if (ofOrigin && !listed.contains(child)) {
                    remove(child);
                }
            }
        }
        for (Row row : replace.rows()) {
            Optional<Verdict.Refused> refused = put(row, root);
            if (refused.isPresent()) {
                return refused;
            }
        }
        return Optional.empty();
    }

    private void remove(RowKey key) {
        Stored stored = overlay.find(key);
        if (stored != null && stored.position().isAfter(changeSet.position())) {
            return;
        }
        for (Entity child : catalogue.children(key.entity())) {
            overlay.loadChildren(child.name(), List.of(key)).forEach(this::remove);
        }
        overlay.write(
                new RowWrite.Remove(key, changeSet.position(), sequence),
                new Stored(changeSet.position(), sequence, true, null, null));
    }

    /** The highest sequence is kept at the root, also when the event changed only rows below it. */
    private void raiseRoot(RowKey root) {
        Stored now = overlay.find(root);
        Long mine = changeSet.sequence();
        if (mine != null && now != null && (now.sequence() == null || now.sequence() < mine)) {
            overlay.write(
                    new RowWrite.Raise(root, mine),
                    new Stored(now.position(), mine, now.tombstone(), now.parentKey(), now.origin()));
        }
    }

    private RowKey rootOf(RowKey key, @Nullable RowKey parent) {
        if (parent == null) {
            return key;
        }
        Stored stored = overlay.find(parent);
        String above = stored == null ? null : stored.parentKey();
        return rootOf(parent, above == null ? null : ownerOf(parent, above));
    }

    private RowKey ownerOf(RowKey key, String parentKey) {
        var parent = Objects.requireNonNull(catalogue.entity(key.entity()).parent());
        return new RowKey(parent.entity(), key.workspace(), parentKey);
    }

    private static Optional<Verdict.Refused> refuse(String code, String message) {
        return Optional.of(new Verdict.Refused(code, message));
    }
}
