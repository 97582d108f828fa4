package io.evenkeel.parity.repair;

import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.parity.repair.Repaired.Action;
import io.evenkeel.parity.repair.Repaired.Outcome;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where one row stands while it is repaired, store by store. */
final class RowUnderRepair {
    private final RowKey key;
    private final Map<Backend, Integer> written = new EnumMap<>(Backend.class);
    private final Map<Backend, Action> actions = new EnumMap<>(Backend.class);
    private final Map<Backend, String> waiting = new EnumMap<>(Backend.class);
    private final Map<Backend, Repaired> results = new EnumMap<>(Backend.class);
    private boolean ended;

    RowUnderRepair(RowKey key) {
        this.key = key;
    }

    RowKey key() {
        return key;
    }

    boolean isOpen() {
        return !ended;
    }

    boolean isOpen(Backend store) {
        return !ended && !results.containsKey(store);
    }

    /** What became of it there, once that is known. */
    Optional<Repaired> result(Backend store) {
        return Optional.ofNullable(results.get(store));
    }

    void differs(Backend store, Action action) {
        actions.put(store, action);
    }

    void wrote(Backend store) {
        written.merge(store, 1, Integer::sum);
        waiting.remove(store);
    }

    /** How often it was written there. */
    int written(Backend store) {
        return written.getOrDefault(store, 0);
    }

    void waits(Backend store, String why) {
        waiting.put(store, why);
    }

    void end(Backend store, Outcome outcome, @Nullable String code, @Nullable String message) {
        results.put(store, new Repaired(key, store, actions.getOrDefault(store, Action.NONE), outcome, code, message));
    }

    /** It is equal in every store that has no other result. */
    void endEqual() {
        written.keySet().stream()
                .filter(this::isOpen)
                .toList()
                .forEach(store -> end(store, Outcome.REPAIRED, null, null));
        ended = true;
    }

    /** No more can be said of the stores that have no result. */
    void giveUp(String code, String why) {
        for (Backend store : actions.keySet()) {
            if (isOpen(store)) {
                end(store, Outcome.FAILED, code, waiting.getOrDefault(store, why));
            }
        }
        if (results.isEmpty()) {
            for (Backend store : Backend.values()) {
                end(store, Outcome.FAILED, code, why);
            }
        }
        ended = true;
    }

    List<Repaired> results() {
        return results.isEmpty()
                ? List.of(new Repaired(key, null, Action.NONE, Outcome.EQUAL, null, null))
                : List.copyOf(results.values());
    }
}
