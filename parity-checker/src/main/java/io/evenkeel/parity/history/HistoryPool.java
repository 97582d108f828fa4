package io.evenkeel.parity.history;

import io.evenkeel.parity.ParityConfig;
import io.evenkeel.supabase.Connections;
import io.evenkeel.supabase.SupabaseDatabase;
import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/**
 * Makes the pool from {@code SUPABASE_DB_URL}, so that one setting and one reading of it serve every connection; where it
 * is not set, one that nobody uses. Nothing is connected before something is to be recorded or read.
 */
@Singleton
class HistoryPool implements PgPoolCreator {
    private static final int CONNECTIONS = 2;
    private static final int CONNECT_SECONDS = 10;
    private static final int IDLE_SECONDS = 60;

    private final ParityConfig config;

    HistoryPool(ParityConfig config) {
        this.config = config;
    }

    @Override
    public Pool create(Input input) {
        return PgBuilder.pool()
                .with(new PoolOptions()
                        .setMaxSize(CONNECTIONS)
                        .setConnectionTimeout(CONNECT_SECONDS)
                        .setConnectionTimeoutUnit(TimeUnit.SECONDS)
                        .setIdleTimeout(IDLE_SECONDS)
                        .setIdleTimeoutUnit(TimeUnit.SECONDS))
                .connectingTo(config.supabaseDbUrl()
                        .map(SupabaseDatabase::parse)
                        .map(Connections::reactive)
                        .orElseGet(PgConnectOptions::new))
                .using(input.vertx())
                .build();
    }
}
