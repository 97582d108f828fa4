package io.evenkeel.e2e.faults;

import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code kill -9} at random points under load, and at once a new start: random too, so also while it starts. */
@ExtendWith(Servers.Provider.class)
class KilledServicesIT {
    private static final int MOST_EVENTS_BETWEEN = 300;

    @Test
    void sqliteWriter(Servers servers) {
        kills(servers, "kill-sqlite-writer", Installation::sqliteWriter);
    }

    @Test
    void supabaseWriter(Servers servers) {
        kills(servers, "kill-supabase-writer", Installation::supabaseWriter);
    }

    @Test
    void embeddingService(Servers servers) {
        kills(servers, "kill-embedding-service", Installation::embedding);
    }

    private static void kills(Servers servers, String name, Function<Installation, ServiceProcess> victim) {
        try (Scenario scenario = Scenario.begin(servers, name)) {
            ServiceProcess service = victim.apply(scenario.installation());
            for (int i = Faults.times(2, 20); i > 0; i--) {
                scenario.load().letPass(scenario.random().nextInt(MOST_EVENTS_BETWEEN));
                service.kill();
                service.start();
            }
            scenario.end();
        }
    }
}
