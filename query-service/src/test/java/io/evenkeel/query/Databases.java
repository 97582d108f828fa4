package io.evenkeel.query;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.ChangeBatch;
import io.evenkeel.contract.store.Store;
import io.evenkeel.contract.topic.Topics;
import io.evenkeel.sqlite.SqliteStore;
import io.evenkeel.supabase.SupabaseStore;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/** Both databases, as their writers see them. */
@Singleton
public class Databases {
    private final Map<Backend, Store> stores;

    Databases(QueryConfig config, Catalogue catalogue, Topics topics) {
        stores = Map.of(
                Backend.SQLITE, SqliteStore.open(config.sqlitePath(), catalogue, topics.changes()),
                Backend.SUPABASE,
                        SupabaseStore.open(config.supabaseDbUrl().orElseThrow(), catalogue, topics.changes()));
        stores.values().forEach(store -> store.writer().prepare());
    }

    /** Applies a batch to both. */
    void apply(ChangeBatch batch) {
        List.of(Backend.values()).forEach(backend -> apply(backend, batch));
    }

    /** Applies a batch to one. */
    void apply(Backend backend, ChangeBatch batch) {
        stores.get(backend).writer().apply(batch, refusals -> {
            throw new AssertionError("refused: " + refusals);
        });
    }

    @PreDestroy
    void close() {
        stores.values().forEach(Store::close);
    }
}
