package io.evenkeel.e2e.faults;

import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.value.CanonicalForm;
import io.evenkeel.contract.value.Digest;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one store has to hold after a log: the last writer of a key wins, by its root's {@code sequence} and then by its
 * place in the log; what is deleted takes what it owns with it. Written without the planner that the stores share, and
 * without their batches: one event after the other.
 */
final class Oracle {
    private final Backend store;
    private final Map<RowKey, Held> held = new HashMap<>();
    private final Map<RowKey, Set<RowKey>> owned = new HashMap<>();
    private final Map<RowKey, Long> versions = new HashMap<>();
    private final Set<Position> refused = new HashSet<>();

    /**
     * A row that there is or was.
     *
     * @param digest null when it is deleted
     */
    private record Held(
            Position position,
            @Nullable Digest digest,
            @Nullable RowKey owner,
            @Nullable String origin) {}

    /** A row that has to be there, with exactly these values, from exactly this event. */
    record Expected(Position position, Digest digest) {}

    private Oracle(Backend store) {
        this.store = store;
    }

    /** Reads a log, in order. */
    static Oracle of(Backend store, List<LoggedEvent> log) {
        Oracle oracle = new Oracle(store);
        log.forEach(oracle::read);
        return oracle;
    }

    /** What each store has to hold. */
    static Map<Backend, Oracle> ofAll(List<LoggedEvent> log) {
        Map<Backend, Oracle> oracles = new EnumMap<>(Backend.class);
        for (Backend store : Backend.values()) {
            oracles.put(store, of(store, log));
        }
        return oracles;
    }

    /** The rows that there have to be, and no others. */
    Map<RowKey, Expected> rows() {
        Map<RowKey, Expected> rows = new HashMap<>();
        held.forEach((key, row) -> {
            if (row.digest() != null) {
                rows.put(key, new Expected(row.position(), row.digest()));
            }
        });
        return rows;
    }

    /** The events that this store has to have refused. */
    Set<Position> refused() {
        return Set.copyOf(refused);
    }

    private void read(LoggedEvent event) {
        if (event.planned().refusedBy().contains("embedding")) {
            return;
        }
        if (event.planned().refusedBy().contains(store.label())) {
            refused.add(event.position());
            return;
        }
        RowKey root = event.planned().root();
        Long version = event.planned().sequence();
        if (version != null && version < versions.getOrDefault(root, Long.MIN_VALUE)) {
            return;
        }
        for (Change change : event.changes()) {
            switch (change) {
                case Change.Upsert upsert -> put(upsert.row(), event.position());
                case Change.Delete delete -> delete(delete.key(), event.position());
                case Change.ReplaceChildren replace -> replace(replace, event.position());
            }
        }
        if (version != null) {
            versions.merge(root, version, Math::max);
        }
    }

    private void put(Row row, Position position) {
        Optional<RowKey> owner = row.parent(Installation.CATALOGUE);
        if (owner.isPresent()) {
            Held there = held.get(owner.get());
            if (there == null) {
                refused.add(position);
                return;
            }
            if (there.digest() == null) {
                return;
            }
        }
        owner.ifPresent(key ->
                owned.computeIfAbsent(key, first -> new LinkedHashSet<>()).add(row.key()));
        Entity entity = Installation.CATALOGUE.entity(row.key().entity());
        held.put(
                row.key(),
                new Held(
                        position,
                        CanonicalForm.digest(entity, row),
                        owner.orElse(null),
                        row.origin(entity).orElse(null)));
    }

    private void delete(RowKey key, Position position) {
        held.put(key, new Held(position, null, null, null));
        children(key).forEach(child -> delete(child, position));
    }

    private void replace(Change.ReplaceChildren replace, Position position) {
        Set<RowKey> listed = new HashSet<>();
        replace.rows().forEach(row -> listed.add(row.key()));
        List<RowKey> gone = children(replace.parent()).stream()
                .filter(child -> child.entity().equals(replace.entity()) && !listed.contains(child))
                .filter(child -> replace.origin() == null
                        || replace.origin().equals(held.get(child).origin()))
                .toList();
        gone.forEach(child -> delete(child, position));
        replace.rows().forEach(row -> put(row, position));
    }

    private List<RowKey> children(RowKey owner) {
        return owned.getOrDefault(owner, Set.of()).stream()
                .filter(child -> owner.equals(held.get(child).owner()))
                .toList();
    }
}
