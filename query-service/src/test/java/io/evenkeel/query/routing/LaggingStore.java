package io.evenkeel.query.routing;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.store.ListQuery;
import io.evenkeel.contract.store.ScoredRow;
import io.evenkeel.contract.store.Snapshot;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.store.StoreReader;
import io.evenkeel.contract.store.StoreUnavailableException;
import io.evenkeel.contract.store.VectorQuery;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A store without rows that stands where the test puts it. */
public class LaggingStore implements StoreReader {
    private volatile Map<Integer, StorePosition> applied = Map.of();
    private volatile boolean reachable = true;

    /** Moves it to an offset of a partition. */
    public synchronized void apply(int partition, long offset) {
        Map<Integer, StorePosition> next = new HashMap<>(applied);
        next.put(partition, new StorePosition(partition, offset + 1, new Position(1, partition, offset)));
        applied = Map.copyOf(next);
    }

    void disconnect() {
        reachable = false;
    }

    void connect() {
        reachable = true;
    }

    private <T> Snapshot<T> snapshot(T value) {
        return new Snapshot<>(value, positions());
    }

    @Override
    public Snapshot<Optional<Row>> get(RowKey key) {
        return snapshot(Optional.empty());
    }

    @Override
    public Snapshot<List<Row>> list(ListQuery query) {
        return snapshot(List.of());
    }

    @Override
    public Snapshot<List<ScoredRow>> nearest(VectorQuery query) {
        return snapshot(List.of());
    }

    @Override
    public Snapshot<Map<String, Long>> counts(String workspace) {
        return snapshot(Map.of());
    }

    @Override
    public Map<Integer, StorePosition> positions() {
        if (!reachable) {
            throw new StoreUnavailableException("it was disconnected", new IllegalStateException("disconnected"));
        }
        return applied;
    }
}
