package io.evenkeel.e2e.faults;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Kafka is killed under load and started again on the same data. */
@ExtendWith(Servers.Provider.class)
class BrokerFaultsIT {
    private static final int MOST_EVENTS_BETWEEN = 300;

    @Test
    void hardRestart(Servers servers) {
        try (Scenario scenario = Scenario.begin(servers, "broker-restart")) {
            for (int i = Faults.times(1, 5); i > 0; i--) {
                scenario.load().letPass(scenario.random().nextInt(MOST_EVENTS_BETWEEN));
                servers.killKafka();
                servers.startKafka();
            }
            scenario.load().letPass(100);
            scenario.end();
        }
    }
}
