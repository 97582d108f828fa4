package io.evenkeel.contract.change;

import io.evenkeel.contract.store.Rows;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A stored state held in maps, to which plans can be applied. */
final class RowsInMemory implements StoredState {
    private final Map<RowKey, Stored> states = new HashMap<>();
    private final Map<String, Row> rows = new TreeMap<>();

    @Override
    public Map<RowKey, Stored> find(Collection<RowKey> keys) {
        Map<RowKey, Stored> found = new HashMap<>(states);
        found.keySet().retainAll(keys);
        return found;
    }

    @Override
    public Map<RowKey, Stored> children(String childEntity, Collection<RowKey> parents) {
        Map<RowKey, Stored> found = new HashMap<>();
        states.forEach((key, stored) -> {
            boolean owned = parents.stream()
                    .anyMatch(parent -> parent.workspace().equals(key.workspace())
                            && parent.key().equals(stored.parentKey()));
            if (owned && !stored.tombstone() && key.entity().equals(childEntity)) {
                found.put(key, stored);
            }
        });
        return found;
    }

    void apply(BatchPlan plan) {
        apply(plan.writes());
    }

    void apply(List<RowWrite> writes) {
        writes.forEach(write -> {
            switch (write) {
                case RowWrite.Put put -> {
                    Row row = put.row();
                    rows.put(row.key().toString(), row);
                    states.put(
                            row.key(),
                            new Stored(
                                    put.position(),
                                    put.sequence(),
                                    false,
                                    row.parent(Rows.CATALOGUE).map(RowKey::key).orElse(null),
                                    row.origin(Rows.CATALOGUE.entity(row.key().entity()))
                                            .orElse(null)));
                }
                case RowWrite.Remove remove -> {
                    rows.remove(remove.key().toString());
                    states.put(remove.key(), new Stored(remove.position(), remove.sequence(), true, null, null));
                }
                case RowWrite.Erase erase -> {
                    rows.remove(erase.key().toString());
                    states.remove(erase.key());
                }
                case RowWrite.Raise raise ->
                    states.computeIfPresent(
                            raise.key(),
                            (key, old) -> new Stored(
                                    old.position(), raise.sequence(), old.tombstone(), old.parentKey(), old.origin()));
            }
        });
    }

    Map<String, Row> rows() {
        return rows;
    }

    Map<RowKey, Stored> states() {
        return states;
    }
}
