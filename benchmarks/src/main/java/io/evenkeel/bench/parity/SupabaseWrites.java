package io.evenkeel.bench.parity;

import io.evenkeel.bench.Contender;
import io.evenkeel.bench.Trial;
import io.evenkeel.contract.store.Store;
import java.sql.SQLException;
import java.time.Duration;

/** The slower writer without Kafka: Supabase's store alone applies the same change sets to an empty database, without HNSW. */
record SupabaseWrites(Pairs pairs) implements Contender {
    @Override
    public String name() {
        return "supabase-store's writes";
    }

    @Override
    public Trial prepare() throws SQLException {
        Store store = pairs.emptySupabase();
        store.writer().positions();
        return new Trial() {
            @Override
            public Duration run() {
                return pairs.writeInto(store);
            }

            @Override
            public void check() {
                pairs.checkCount(store);
            }

            @Override
            public void close() {
                store.close();
            }
        };
    }
}
