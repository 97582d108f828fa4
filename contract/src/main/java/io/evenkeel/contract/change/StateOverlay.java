package io.evenkeel.contract.change;

import io.evenkeel.contract.change.StoredState.Stored;
import io.evenkeel.contract.value.RowKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The stored state as a batch sees it while it goes along: what was read, with the writes of earlier change sets on top,
 * and those of the current one on trial until they are kept or discarded.
 */
final class StateOverlay {
    /** The children of one owner; a child entity has one owner entity, so the owner's key is enough. */
    private record Children(String entity, String workspace, String parentKey) {
        static Children of(String entity, RowKey parent) {
            return new Children(entity, parent.workspace(), parent.key());
        }
    }

    private record Trial(Stored state, RowWrite write) {}

    private final StoredState source;
    private final Map<RowKey, Stored> states = new HashMap<>();
    private final Set<RowKey> loaded = new HashSet<>();
    private final Map<Children, Set<RowKey>> children = new HashMap<>();
    private final Set<Children> loadedChildren = new HashSet<>();
    private final Map<RowKey, RowWrite> writes = new LinkedHashMap<>();
    private final Map<RowKey, Trial> trial = new LinkedHashMap<>();

    StateOverlay(StoredState source) {
        this.source = source;
    }

    void load(Collection<RowKey> keys) {
        List<RowKey> missing = keys.stream().filter(loaded::add).toList();
        if (!missing.isEmpty()) {
            source.find(missing).forEach(this::remember);
        }
    }

    /** Reads the children that are not known yet, and returns all live ones of those owners. */
    Set<RowKey> loadChildren(String entity, Collection<RowKey> parents) {
        List<RowKey> missing = parents.stream()
                .filter(parent -> loadedChildren.add(Children.of(entity, parent)))
                .toList();
        if (!missing.isEmpty()) {
            source.children(entity, missing).forEach((key, stored) -> {
                // A row that the batch has changed already is newer here than in the store.
                if (loaded.add(key)) {
                    remember(key, stored);
                } else if (!writes.containsKey(key)) {
                    remember(key, stored);
                }
            });
        }
        Set<RowKey> live = new LinkedHashSet<>();
        parents.forEach(parent -> live.addAll(childrenOf(entity, parent)));
        return live;
    }

    /** The live children of an owner, with what this batch did to them. */
    Set<RowKey> childrenOf(String entity, RowKey parent) {
        Set<RowKey> live = new LinkedHashSet<>(children.getOrDefault(Children.of(entity, parent), Set.of()));
        trial.forEach((key, tried) -> {
            if (key.entity().equals(entity)
                    && key.workspace().equals(parent.workspace())
                    && parent.key().equals(tried.state().parentKey())) {
                live.add(key);
            }
        });
        live.removeIf(key -> {
            Stored state = find(key);
            return state == null || state.tombstone() || !parent.key().equals(state.parentKey());
        });
        return live;
    }

    @Nullable
    Stored find(RowKey key) {
        Trial tried = trial.get(key);
        if (tried != null) {
            return tried.state();
        }
        if (!loaded.contains(key)) {
            load(List.of(key));
        }
        return states.get(key);
    }

    void write(RowWrite write, Stored state) {
        trial.put(write.key(), new Trial(state, write));
    }

    /** Whether an earlier change set writes it. */
    boolean isWritten(RowKey key) {
        return writes.containsKey(key);
    }

    boolean hasTried() {
        return !trial.isEmpty();
    }

    /** The writes of the current change set. */
    Collection<RowWrite> tried() {
        return trial.values().stream().map(Trial::write).toList();
    }

    void keep() {
        trial.forEach((key, tried) -> {
            states.put(key, tried.state());
            loaded.add(key);
            index(key, tried.state());
            RowWrite earlier = writes.remove(key);
            writes.put(key, fold(earlier, tried.write()));
        });
        trial.clear();
    }

    void discard() {
        trial.clear();
    }

    Collection<RowWrite> writes() {
        return new ArrayList<>(writes.values());
    }

    private static RowWrite fold(@Nullable RowWrite earlier, RowWrite later) {
        if (later instanceof RowWrite.Raise raise) {
            return switch (earlier) {
                case RowWrite.Put put -> new RowWrite.Put(put.row(), put.position(), raise.sequence());
                case RowWrite.Remove remove -> new RowWrite.Remove(remove.key(), remove.position(), raise.sequence());
                case RowWrite.Raise ignored -> raise;
                case RowWrite.Erase erase -> erase;
                case null -> raise;
            };
        }
        return later;
    }

    private void remember(RowKey key, Stored stored) {
        states.put(key, stored);
        index(key, stored);
    }

    private void index(RowKey key, Stored stored) {
        String parentKey = stored.parentKey();
        if (parentKey == null || stored.tombstone()) {
            return;
        }
        children.computeIfAbsent(
                        new Children(key.entity(), key.workspace(), parentKey), ignored -> new LinkedHashSet<>())
                .add(key);
    }
}
