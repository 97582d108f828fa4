package io.evenkeel.supabasewriter;

import io.evenkeel.supabase.Connections;
import io.evenkeel.supabase.SupabaseStore;
import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Singleton;

/** Makes the pool from {@code SUPABASE_DB_URL}, so that one setting and one reading of it serve every connection. */
@Singleton
class SupabasePool implements PgPoolCreator {
    private final SupabaseConfig config;

    SupabasePool(SupabaseConfig config) {
        this.config = config;
    }

    @Override
    public Pool create(Input input) {
        return PgBuilder.pool()
                .with(SupabaseStore.poolOptions())
                .connectingTo(Connections.reactive(config.database()))
                .using(input.vertx())
                .build();
    }
}
