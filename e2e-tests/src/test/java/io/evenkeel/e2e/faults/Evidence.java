package io.evenkeel.e2e.faults;

import io.evenkeel.contract.change.ChangeSet;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.DigestedRow;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.topic.DeadLetter;
import io.evenkeel.contract.value.RowKey;
import java.util.List;
import java.util.Map;

/**
 * Everything that there is to judge by, collected when both stores had caught up.
 *
 * @param acknowledged what Kafka had said it has
 * @param log what it has, in order within each partition
 * @param ids the event ids that stand in the log, by position
 * @param changeSets the log of changes as the writers see it, in order within each partition
 * @param changesEnd the offset after the last change set, by partition
 * @param lastEvent the last event, by partition
 * @param stores what each store holds
 * @param oracles what each store has to hold
 * @param deadLetters every dead letter record, repeated ones too
 */
record Evidence(
        List<Load.Acknowledged> acknowledged,
        List<LoggedEvent> log,
        Map<Position, String> ids,
        List<ChangeSet> changeSets,
        Map<Integer, Long> changesEnd,
        Map<Integer, Position> lastEvent,
        Map<Backend, Held> stores,
        Map<Backend, Oracle> oracles,
        List<DeadLetter> deadLetters) {

    /**
     * What a store holds.
     *
     * @param rows every row of every entity
     * @param positions how far it has come
     * @param puts every time that a row was put, as the store's own trigger has noted it, in order
     */
    record Held(Map<RowKey, DigestedRow> rows, Map<Integer, StorePosition> positions, List<Put> puts) {}

    /** A row that was put in a transaction that was committed. */
    record Put(RowKey key, long sourceOffset) {}

    Held store(Backend backend) {
        Held held = stores.get(backend);
        if (held == null) {
            throw new IllegalArgumentException("no " + backend);
        }
        return held;
    }

    Oracle oracle(Backend backend) {
        Oracle oracle = oracles.get(backend);
        if (oracle == null) {
            throw new IllegalArgumentException("no " + backend);
        }
        return oracle;
    }
}
