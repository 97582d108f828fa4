package io.evenkeel.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.evenkeel.contract.control.Backend;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What one event in a hundred that nothing can make fit costs supabase-writer; measured where the full set runs. */
@ExtendWith(Servers.Provider.class)
class PoisonSpeedIT {
    private static final int EVENTS = 30_000;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final double SEEN_BEFORE_SQL = 0.95;
    private static final double SEEN_BY_THE_DATABASE = 0.5;

    @Test
    @SuppressWarnings("SystemOut") // what was measured
    void goodEventsGoThrough(Servers servers) {
        assumeTrue(Faults.full(), "a measurement, which needs an idle machine: -Devenkeel.faults=full");
        double without = rate(servers, "speed-without-poison", List.of(Poison.ORPHAN), 0);
        double planned = rate(servers, "speed-seen-before-sql", List.of(Poison.ORPHAN), 0.01);
        double database = rate(servers, "speed-seen-by-postgres", List.of(Poison.CONSTRAINT), 0.01);
        System.out.println(String.format(
                Locale.ROOT,
                "supabase-writer, events/s: %.0f without poison, %.0f (%.0f %%) with 1 %% seen before SQL, %.0f (%.0f %%)"
                        + " with 1 %% that only Postgres sees",
                without,
                planned,
                100 * planned / without,
                database,
                100 * database / without));
        assertThat(planned / without).isGreaterThanOrEqualTo(SEEN_BEFORE_SQL);
        assertThat(database / without).isGreaterThanOrEqualTo(SEEN_BY_THE_DATABASE);
    }

    /** Change sets that wait, and how many of them the writer then applies in a second. */
    private static double rate(Servers servers, String name, List<Poison> kinds, double share) {
        try (Installation installation = Installation.create(servers, name);
                Stores stores = new Stores(installation);
                Load load = new Load(installation, 1, new EventMix.Shares(0, 0, share, kinds), 1)) {
            Poison.forbid(installation);
            installation.embedding().start();
            load.send(EVENTS);
            load.stop();
            Map<Integer, Long> last = installation.history().acknowledged().stream()
                    .map(Load.Acknowledged::position)
                    .collect(Collectors.toMap(
                            position -> position.partition(), position -> position.offset(), Math::max));
            LogReader reader = new LogReader(servers.kafkaAddress());
            Eventually.within(
                    PATIENCE,
                    "all events are change sets",
                    () -> last.entrySet().stream()
                            .allMatch(partition ->
                                    reader.end(installation.topics().changes(), partition.getKey())
                                            > partition.getValue()));
            installation.embedding().stop();

            installation.supabaseWriter().start();
            Eventually.within(PATIENCE, "it has begun", () -> applied(stores, last) > 0);
            long before = applied(stores, last);
            long begun = System.nanoTime();
            Eventually.within(PATIENCE, "it is done", () -> applied(stores, last) >= EVENTS);
            return (EVENTS - before) / ((System.nanoTime() - begun) / 1e9);
        }
    }

    private static long applied(Stores stores, Map<Integer, Long> last) {
        return stores.positions(Backend.SUPABASE).values().stream()
                .filter(position -> last.containsKey(position.partition()))
                .mapToLong(position -> position.applied().offset() + 1)
                .sum();
    }
}
