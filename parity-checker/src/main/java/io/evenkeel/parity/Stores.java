package io.evenkeel.parity;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.Store;
import io.evenkeel.contract.store.StoreReader;
import io.evenkeel.contract.store.StoreScanner;
import io.evenkeel.contract.topic.Topics;
import io.evenkeel.sqlite.SqliteStore;
import io.evenkeel.supabase.SupabaseStore;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Both databases, of which this service only ever reads. */
@Singleton
public class Stores {
    private final Map<Backend, Store> stores = new EnumMap<>(Backend.class);

    @Inject
    Stores(ParityConfig config, Catalogue catalogue, Topics topics) {
        stores.put(Backend.SQLITE, SqliteStore.open(config.sqlitePath(), catalogue, topics.changes()));
        config.supabaseDbUrl()
                .ifPresent(url -> stores.put(Backend.SUPABASE, SupabaseStore.open(url, catalogue, topics.changes())));
    }

    /** The scanners of the stores that are configured, SQLite first. */
    public Map<Backend, StoreScanner> scanners() {
        Map<Backend, StoreScanner> scanners = new EnumMap<>(Backend.class);
        stores.forEach((backend, store) -> scanners.put(backend, store.scanner()));
        return Collections.unmodifiableMap(scanners);
    }

    /** What applications read the stores by, those that are configured. */
    public Map<Backend, StoreReader> readers() {
        Map<Backend, StoreReader> readers = new EnumMap<>(Backend.class);
        stores.forEach((backend, store) -> readers.put(backend, store.reader()));
        return Collections.unmodifiableMap(readers);
    }

    /** As {@link SupabaseStore#unfitVectorIndexes}; none where there is no Supabase. */
    public List<String> unfitVectorIndexes() {
        return stores.get(Backend.SUPABASE) instanceof SupabaseStore supabase
                ? supabase.unfitVectorIndexes()
                : List.of();
    }

    boolean hasSupabase() {
        return stores.containsKey(Backend.SUPABASE);
    }

    @PreDestroy
    void close() {
        stores.values().forEach(Store::close);
    }
}
