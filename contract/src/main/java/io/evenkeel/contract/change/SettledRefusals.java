package io.evenkeel.contract.change;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.change.StoredState.Stored;
import io.evenkeel.contract.value.RowKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells which planned refusals of a batch stand, even if the store refuses change sets before them: then what later ones saw
 * of those is gone, and one that was refused may fit, which yet others may come to see.
 *
 * <p>A verdict depends on the keys that its change set names, and on their owners up to the top. An earlier change set can
 * only change one of those if it names it or one above it: what it removes or replaces stands below what it names.
 */
final class SettledRefusals {
    private final Catalogue catalogue;
    private final StateOverlay overlay;
    private final List<ChangeSet> open = new ArrayList<>();
    private final Set<RowKey> named = new HashSet<>();

    SettledRefusals(Catalogue catalogue, StateOverlay overlay) {
        this.catalogue = catalogue;
        this.overlay = overlay;
    }

    /** Notes a change set that may come to something else than planned. */
    void open(ChangeSet changeSet) {
        open.add(changeSet);
    }

    /** Whether what was refused is refused whatever becomes of the open ones; called before any later one is planned. */
    boolean settles(ChangeSet refused) {
        // Most batches refuse nothing, so that nothing has to be looked at.
        open.forEach(changeSet -> changeSet.addKeys(catalogue, named));
        open.clear();
        return refused.keys(catalogue).stream().allMatch(this::isUntouched);
    }

    private boolean isUntouched(@Nullable RowKey key) {
        RowKey at = key;
        while (at != null) {
            if (named.contains(at) || overlay.isWritten(at)) {
                return false;
            }
            at = owner(at);
        }
        return true;
    }

    private @Nullable RowKey owner(RowKey key) {
        var parent = catalogue.entity(key.entity()).parent();
        if (parent == null) {
            return null;
        }
        Stored stored = overlay.find(key);
        return stored == null || stored.parentKey() == null
                ? null
                : new RowKey(parent.entity(), key.workspace(), Objects.requireNonNull(stored.parentKey()));
    }
}
