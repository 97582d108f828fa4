package io.evenkeel.e2e.faults;

import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.DigestedRow;
import io.evenkeel.contract.store.KeyRange;
import io.evenkeel.contract.store.ListQuery;
import io.evenkeel.contract.store.Store;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.store.StoreUnavailableException;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.sqlite.SqliteStore;
import io.evenkeel.supabase.SupabaseStore;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Both stores, read through their scanners, which share no code with the writers. */
final class Stores implements AutoCloseable {
    private static final int MOST_ROWS = 1_000_000;
    private static final int PAGE = 500;

    private final Map<Backend, Store> stores = new EnumMap<>(Backend.class);

    Stores(Installation installation) {
        String topic = installation.topics().changes();
        stores.put(Backend.SQLITE, SqliteStore.open(installation.sqlite(), Installation.CATALOGUE, topic));
        stores.put(Backend.SUPABASE, SupabaseStore.open(installation.owner(), Installation.CATALOGUE, topic));
    }

    /** How far a store has come; nothing where it cannot be read now. */
    Map<Integer, StorePosition> positions(Backend backend) {
        try {
            return store(backend).scanner().positions();
        } catch (StoreUnavailableException notNow) {
            return Map.of();
        }
    }

    /** The last applied offset of events in a partition; -1 for none. */
    long applied(Backend backend, int partition) {
        StorePosition position = positions(backend).get(partition);
        return position == null ? -1 : position.applied().offset();
    }

    Map<RowKey, DigestedRow> rows(Backend backend) {
        Map<RowKey, DigestedRow> rows = new HashMap<>();
        for (Entity entity : Installation.CATALOGUE.entities()) {
            List<DigestedRow> found = store(backend)
                    .scanner()
                    .digests(entity.name(), KeyRange.ALL, MOST_ROWS)
                    .value();
            found.forEach(row -> rows.put(row.key(), row));
        }
        return rows;
    }

    /** Every row of an entity, as readers see it. */
    Map<RowKey, Row> contents(Backend backend, String entity) {
        Map<RowKey, Row> contents = new HashMap<>();
        String after = null;
        while (true) {
            List<Row> page = store(backend)
                    .reader()
                    .list(new ListQuery(entity, Entity.DEFAULT_WORKSPACE, List.of(), PAGE, after))
                    .value();
            page.forEach(row -> contents.put(row.key(), row));
            if (page.size() < PAGE) {
                return contents;
            }
            after = page.getLast().key().key();
        }
    }

    @Override
    public void close() {
        stores.values().forEach(Store::close);
    }

    private Store store(Backend backend) {
        return Objects.requireNonNull(stores.get(backend));
    }
}
