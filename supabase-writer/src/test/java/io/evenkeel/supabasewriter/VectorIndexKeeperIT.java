package io.evenkeel.supabasewriter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.control.Stage;
import io.evenkeel.contract.schema.Migrations;
import io.evenkeel.contract.schema.SupabaseSchema;
import io.evenkeel.contract.schema.VectorIndex;
import io.evenkeel.localstack.TestServers;
import io.evenkeel.supabase.SupabaseDatabase;
import io.evenkeel.supabase.SupabaseMigrator;
import io.evenkeel.supabase.VectorIndexes;
import io.evenkeel.supabasewriter.WriterConfig.VectorIndexing;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VectorIndexKeeperIT {
    private static final Catalogue CATALOGUE = Catalogue.shipped();
    private static final int INDEXES = VectorIndex.of(CATALOGUE).size();
    private static final Duration SOON = Duration.ofSeconds(60);

    private final AtomicLong lag = new AtomicLong();
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.DUAL_WRITE);
    private String owner;

    @BeforeEach
    void migrate() {
        owner = TestServers.createDatabase("indexes");
        SupabaseMigrator.apply(owner, Migrations.list());
    }

    @Test
    void dropsDuringALoadAndBuildsAfterwards() throws InterruptedException {
        VectorIndexKeeper keeper = keeper(owner);
        keeper.start();
        try (VectorIndexes seen = indexes(owner)) {
            lag.set(50_000);
            await().atMost(SOON).until(() -> seen.unfit().size() == INDEXES);
            lag.set(5_000);
            await().atMost(SOON).until(() -> keeper.status().contains("dropped"));
            assertThat(seen.hold()).as("the keeper holds the lock").isFalse();

            lag.set(0);
            await().atMost(SOON).until(() -> seen.unfit().isEmpty());
            await().atMost(SOON).until(seen::hold);
        } finally {
            keeper.stop();
        }
    }

    @Test
    void anotherTakesOverWhatACrashHasLeft() throws InterruptedException {
        try (VectorIndexes crashed = indexes(owner)) {
            assertThat(crashed.hold()).isTrue();
            crashed.drop();
        }
        VectorIndexKeeper keeper = keeper(owner);
        keeper.start();
        try (VectorIndexes seen = indexes(owner)) {
            await().atMost(SOON).until(() -> seen.unfit().isEmpty());
        } finally {
            keeper.stop();
        }
    }

    @Test
    void aStageThatSearchesSupabaseBuildsInTheMiddleOfALoad() throws InterruptedException {
        lag.set(50_000);
        VectorIndexKeeper keeper = keeper(owner);
        keeper.start();
        try (VectorIndexes seen = indexes(owner)) {
            await().atMost(SOON).until(() -> seen.unfit().size() == INDEXES);
            stage.set(Stage.LIVE);
            await().atMost(SOON).until(() -> seen.unfit().isEmpty());
        } finally {
            keeper.stop();
        }
    }

    @Test
    void aRoleThatDoesNotOwnTheTablesDropsNothing() throws InterruptedException {
        SupabaseMigrator.enableLogin(owner, SupabaseSchema.WRITER_ROLE, "p");
        String writer =
                TestServers.postgresUri(SupabaseDatabase.parse(owner).database(), SupabaseSchema.WRITER_ROLE, "p");
        lag.set(50_000);
        VectorIndexKeeper keeper = keeper(writer);
        keeper.start();
        await().atMost(SOON)
                .until(() -> keeper.status().contains("evenkeel_writer does not own table")
                        && keeper.status().contains("EVENKEEL_OWNER_DB_URL"));
        keeper.stop();
        try (VectorIndexes seen = indexes(owner)) {
            assertThat(seen.unfit()).isEmpty();
        }
        assertThat(indexes(owner + (owner.contains("?") ? "&" : "?") + "pgbouncer=true")
                        .obstacle())
                .hasValueSatisfying(reason -> assertThat(reason).contains("transaction pooler"));
    }

    private VectorIndexKeeper keeper(String uri) {
        return new VectorIndexKeeper(
                indexes(uri), new BulkLoad(VectorIndexing.AUTO, 20_000), () -> Optional.of(stage.get()), lag::get);
    }

    private static VectorIndexes indexes(String uri) {
        return new VectorIndexes(SupabaseDatabase.parse(uri), CATALOGUE);
    }
}
