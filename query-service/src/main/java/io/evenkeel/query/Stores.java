package io.evenkeel.query;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.Store;
import io.evenkeel.contract.store.StoreReader;
import io.evenkeel.contract.store.StoreUnavailableException;
import io.evenkeel.contract.topic.Topics;
import io.evenkeel.query.routing.PromptReader;
import io.evenkeel.sqlite.SqliteStore;
import io.evenkeel.supabase.Connections;
import io.evenkeel.supabase.SupabaseDatabase;
import io.evenkeel.supabase.SupabaseStore;
import io.quarkus.runtime.StartupEvent;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgBuilder;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The configured stores, opened for reading. */
@Singleton
class Stores {
    private static final Logger LOG = Logger.getLogger(Stores.class);

    private final Map<Backend, Store> stores = new EnumMap<>(Backend.class);
    private final Map<Backend, StoreReader> readers = new EnumMap<>(Backend.class);
    private final ExecutorService threads = Executors.newCachedThreadPool(
            Thread.ofPlatform().name("store-read-", 0).daemon().factory());
    private @Nullable Pool supabasePool;

    Stores(QueryConfig config, Catalogue catalogue, Topics topics, Vertx vertx) {
        stores.put(Backend.SQLITE, SqliteStore.open(config.sqlitePath(), catalogue, topics.changes()));
        config.supabaseDbUrl().map(SupabaseDatabase::parse).ifPresent(database -> {
            supabasePool = PgBuilder.pool()
                    .with(SupabaseStore.poolOptions())
                    .connectingTo(Connections.reactive(database))
                    .using(vertx)
                    .build();
            stores.put(Backend.SUPABASE, new SupabaseStore(supabasePool, database, catalogue, topics.changes()));
        });
        stores.forEach((backend, store) -> readers.put(
                backend, new PromptReader(store.reader(), config.unreachableAfter(), config.longestRead(), threads)));
    }

    /** Connects, so that the first request does not wait for it; a store that is not there yet is asked again by requests. */
    void connect(@Observes StartupEvent started) {
        stores.forEach((backend, store) -> threads.execute(() -> {
            try {
                store.reader().positions();
            } catch (StoreUnavailableException notYet) {
                LOG.infof("%s cannot be read yet: %s", backend.label(), notYet.getMessage());
            }
        }));
    }

    /** A reader for each configured store, which tells soon when its store cannot be reached. */
    Map<Backend, StoreReader> readers() {
        return readers;
    }

    @PreDestroy
    void close() {
        stores.values().forEach(Store::close);
        if (supabasePool != null) {
            supabasePool.closeAndAwait();
        }
        threads.shutdown();
    }
}
