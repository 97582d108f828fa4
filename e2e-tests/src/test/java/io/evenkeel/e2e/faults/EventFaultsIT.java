package io.evenkeel.e2e.faults;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What clients do to the log: send again and out of order, or send what nothing can make fit. */
@ExtendWith(Servers.Provider.class)
class EventFaultsIT {
    /** A third of the events comes again later; versions tell which of them still count. */
    @Test
    void duplicatesAndReorderedRetries(Servers servers) {
        EventMix.Shares shares = new EventMix.Shares(0.02, 0.3, 0);
        try (Scenario scenario = Scenario.begin(servers, "duplicates", shares)) {
            scenario.load().send(Faults.times(1_500, 50_000));
            scenario.end();
        }
    }

    /** Of every kind, among good events that all go through. */
    @Test
    void poison(Servers servers) {
        EventMix.Shares shares = new EventMix.Shares(0.02, 0.05, 0.02);
        try (Scenario scenario = Scenario.begin(servers, "poison", shares)) {
            scenario.load().send(Faults.times(1_500, 50_000));
            scenario.end();
        }
    }
}
