package io.evenkeel.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.StorePosition;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Instances share the partitions, come and go, and are taken for dead while they live. */
@ExtendWith(Servers.Provider.class)
class RebalancesIT {
    private static final Duration TAKE_OVER = Duration.ofSeconds(60);
    private static final Duration PAST_THE_SESSION = Duration.ofSeconds(8);

    @Test
    void aZombieSupabaseWriterCommitsNothing(Servers servers) {
        zombie(servers, "zombie-supabase-writer", Installation::supabaseWriter, "supabase-writer");
    }

    /** Wherever it stood in its transaction. */
    @Test
    void aZombieEmbeddingServiceCommitsNothing(Servers servers) {
        assumeTrue(Faults.full(), "takes a minute; aZombieSupabaseWriterCommitsNothing always runs");
        zombie(servers, "zombie-embedding-service", Installation::embedding, "embedding-service");
    }

    /** Nobody takes over from it, because its file has one writer; the group has given its partitions up meanwhile. */
    @Test
    void aFrozenSqliteWriterGoesOn(Servers servers) {
        try (Scenario scenario = Scenario.begin(servers, "frozen-sqlite-writer")) {
            ServiceProcess writer = scenario.installation().sqliteWriter();
            for (int i = Faults.times(1, 10); i > 0; i--) {
                scenario.load().letPass(scenario.random().nextInt(100));
                writer.freeze();
                scenario.lasts(PAST_THE_SESSION, () -> {});
                writer.thaw();
            }
            scenario.load().letPass(200);
            scenario.end();
            assertThat(writer.isAlive()).isTrue();
        }
    }

    /** Frozen for longer than its session, wherever it stood; then it goes on and must not write. */
    private static void zombie(
            Servers servers, String name, Function<Installation, ServiceProcess> victim, String service) {
        try (Scenario scenario = Scenario.begin(servers, name)) {
            ServiceProcess first = victim.apply(scenario.installation());
            ServiceProcess second = scenario.installation().service(service, "two", "256m");
            second.start();
            for (int i = Faults.times(1, 10); i > 0; i--) {
                scenario.load().letPass(scenario.random().nextInt(100));
                first.freeze();
                Map<Integer, StorePosition> frozen = scenario.stores().positions(Backend.SUPABASE);
                Eventually.within(
                        TAKE_OVER,
                        "the second one has taken every partition over",
                        () -> frozen.keySet().stream()
                                .allMatch(partition -> scenario.stores().applied(Backend.SUPABASE, partition)
                                        > 20 + frozen.get(partition).applied().offset()),
                        () -> scenario.stores().positions(Backend.SUPABASE) + " after " + frozen + "\n"
                                + scenario.installation().outputs());
                first.thaw();
            }
            scenario.load().letPass(200);
            scenario.end();
            assertThat(first.isAlive())
                    .as("the zombie lives on as an ordinary one")
                    .isTrue();
        }
    }

    @Test
    void everyFiveSeconds(Servers servers) {
        try (Scenario scenario = Scenario.begin(servers, "rebalances")) {
            ServiceProcess second = scenario.installation().service("supabase-writer", "two", "256m");
            for (int i = Faults.times(1, 6); i > 0; i--) {
                second.start();
                scenario.lasts(Duration.ofSeconds(Faults.times(2, 5)), () -> {});
                second.stop();
                scenario.lasts(Duration.ofSeconds(Faults.times(1, 5)), () -> {});
            }
            scenario.end();
        }
    }
}
