package io.evenkeel.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.value.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Changes past the log, in either store, while 500 rows a second come through it: each is reported, by column, and nothing else
 * is. The load has no vectors to be made, and updates the same rows again and again.
 */
@ExtendWith(Servers.Provider.class)
class DriftIT {
    private static final int PER_SECOND = 500;
    private static final int CHANGES = Faults.times(20, 400);

    /** What is promised on a machine with nothing else to do; the long run holds to it. */
    private static final Duration PROMISED = Duration.ofSeconds(2);

    /** On a machine with other programs, a change may wait for a processor. */
    private static final Duration AT_MOST = Faults.full() ? PROMISED : Duration.ofSeconds(30);

    private final List<Duration> delays = new ArrayList<>();

    @Test
    @SuppressWarnings("SystemOut") // the seed, without which a failure could not be seen again, and what was measured
    void eachChangePastTheLogIsReportedAndNothingElse(Servers servers) {
        long seed = Faults.seed();
        System.out.println("drift: -Devenkeel.seed=" + seed);
        Random random = new Random(seed);
        EventMix.Shares rows = new EventMix.Shares(0, 0.05, 0);
        try (Installation installation = Installation.create(servers, "drift", Specimens.PACK);
                Specimens specimens = new Specimens(installation.start());
                Load load = new Load(installation, seed, rows, PER_SECOND)) {
            List<Row> planted = IntStream.range(0, CHANGES)
                    .mapToObj(i -> Specimens.specimen("drift" + i, random))
                    .toList();
            PastTheLog sql = new PastTheLog(installation);
            bring(specimens, sql, planted);
            ParityChecker checker = ParityChecker.watching(installation);
            load.start();
            load.letPass(PER_SECOND);
            Set<PlantedFaults.Expected> expected = new HashSet<>();
            for (Row row : planted) {
                Backend store = Backend.values()[random.nextInt(Backend.values().length)];
                expected.add(plant(sql, row, store, random));
                awaitReport(checker, expected.size(), seed);
            }
            load.stop();
            Set<PlantedFaults.Expected> found = new HashSet<>();
            checker.mismatches().forEach(mismatch -> found.add(PlantedFaults.Expected.of(mismatch)));
            assertThat(found).as("seed %d", seed).isEqualTo(expected);
            assertThat(checker.drift().path("rows")).as("seed %d", seed).hasSize(expected.size());
            assertThat(checker.drift()
                            .path("counts")
                            .valueStream()
                            .mapToLong(count -> count.path("rows").asLong())
                            .sum())
                    .as("seed %d", seed)
                    .isEqualTo(expected.size());
            checker.stop();
            dropSlot(installation);
        }
        Collections.sort(delays);
        if (Faults.full()) {
            System.out.println("drift: " + delays.size() + " changes, reported after " + delays.getFirst() + " to "
                    + delays.getLast() + ", half of them within " + delays.get(delays.size() / 2));
        }
    }

    private static void bring(Specimens specimens, PastTheLog sql, List<Row> rows) {
        specimens.send(rows);
        for (Backend store : Backend.values()) {
            Eventually.within(
                    Duration.ofMinutes(2),
                    rows.size() + " specimens in " + store,
                    () -> sql.count(store, Specimens.SPECIMENS, "id", "drift") == rows.size());
        }
    }

    private static PlantedFaults.Expected plant(PastTheLog sql, Row row, Backend store, Random random) {
        String id = row.key().key();
        return switch (random.nextInt(4)) {
            case 0 -> {
                sql.delete(store, Specimens.SPECIMENS, id);
                yield expected(id, "missing_in_" + store.label(), null, store);
            }
            case 1 -> {
                sql.copy(store, Specimens.SPECIMENS, id, id + "-copy");
                yield expected(id + "-copy", "extra_in_" + store.label(), null, store);
            }
            default -> {
                Alteration alteration = Alteration.values()[random.nextInt(Alteration.values().length)];
                sql.set(
                        store,
                        Specimens.SPECIMENS,
                        id,
                        alteration.column(),
                        alteration.of(row.value(Specimens.SPECIMENS, alteration.column())));
                yield expected(id, "different", alteration.column(), store);
            }
        };
    }

    private static PlantedFaults.Expected expected(String id, String kind, @Nullable String column, Backend store) {
        return new PlantedFaults.Expected("specimens", id, kind, column, new TreeSet<>(Set.of(store.label())));
    }

    private void awaitReport(ParityChecker checker, int rows, long seed) {
        long planted = System.nanoTime();
        Eventually.within(
                AT_MOST,
                "change " + rows + " is reported, seed " + seed,
                () -> reported(checker.drift()) >= rows,
                () -> checker.drift().toString());
        delays.add(Duration.ofNanos(System.nanoTime() - planted));
    }

    private static long reported(JsonNode drift) {
        return drift.path("rows").size();
    }

    private static void dropSlot(Installation installation) {
        String ofThis = " from pg_replication_slots where database = '" + installation.database() + "'";
        Eventually.within(Duration.ofSeconds(20), "nobody reads the slot", () -> {
            Sql.execute(
                    installation.owner(),
                    "do $$ begin perform pg_terminate_backend(active_pid)" + ofThis + " and active; end $$");
            Sql.execute(
                    installation.owner(),
                    "do $$ begin perform pg_drop_replication_slot(slot_name)" + ofThis + " and not active; end $$");
            return true;
        });
    }
}
