package io.evenkeel.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.evenkeel.contract.control.Backend;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The checker itself, under load that updates the same keys again and again: whether it finds every difference that is
 * planted and no other, puts all of them right, and has nothing to say where nothing is wrong.
 */
@ExtendWith(Servers.Provider.class)
class ParitySelfTestIT {
    private static final int PER_SECOND = 100;
    private static final int HOT_ROWS = 5;

    @Test
    @SuppressWarnings("SystemOut") // the seed, without which a failure could not be seen again
    void findsWhatWasPlantedAndNothingElseAndPutsItRight(Servers servers) {
        long seed = Faults.seed();
        System.out.println("parity: -Devenkeel.seed=" + seed);
        try (Installation installation = Installation.create(servers, "parity", Specimens.PACK);
                Specimens specimens = new Specimens(installation.start());
                Load load = new Load(installation, seed, EventMix.Shares.USUAL, PER_SECOND)) {
            ParityChecker checker = ParityChecker.start(installation);
            load.start();
            load.letPass(200);
            healthy(checker);
            for (int round = 0; round < Faults.times(1, 20); round++) {
                PlantedFaults faults = new PlantedFaults(installation, "s" + round + "-", seed + round);
                faults.bring(specimens);
                healthy(checker);
                faults.plant();
                findsExactly(faults, checker, seed + round);
                putsRight(checker, faults.expected());
                leavesWhatGoesOn(installation, checker);
                healthy(checker);
            }
        }
    }

    private static void findsExactly(PlantedFaults faults, ParityChecker checker, long seed) {
        JsonNode report = checker.sweep();
        Set<PlantedFaults.Expected> found =
                checker.mismatches().stream().map(PlantedFaults.Expected::of).collect(Collectors.toSet());
        assertThat(found).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(faults.expected());
        assertThat(report.path("mismatches")).as("seed %d", seed).hasSameSizeAs(faults.expected());
        assertThat(report.path("verdict").asText()).isEqualTo("not_verified");
    }

    private static void putsRight(ParityChecker checker, Set<PlantedFaults.Expected> planted) {
        JsonNode done = checker.repair("{\"all\": true}");
        assertThat(done.path("left").asLong()).isZero();
        assertThat(outcomes(done)).as(done.toString()).containsOnly("repaired");
        long rows = planted.stream()
                .flatMap(fault -> fault.stores().stream().map(store -> fault.id() + store))
                .distinct()
                .count();
        assertThat(done.path("repaired").asLong()).isEqualTo(rows);
        settled(checker);
        healthy(checker);
    }

    /** Rows that events change all the time are put right too, and never back. */
    private static void leavesWhatGoesOn(Installation installation, ParityChecker checker) {
        PastTheLog sql = new PastTheLog(installation);
        for (int i = 0; i < HOT_ROWS; i++) {
            String id = sql.tamperWithAny(Backend.values()[i % 2], "chat_sessions");
            JsonNode done = checker.repair("{\"rows\": [{\"entity\": \"chat_sessions\", \"id\": \"" + id + "\"}]}");
            assertThat(outcomes(done)).as(done.toString()).isSubsetOf("repaired", "equal");
        }
        settled(checker);
    }

    /** A look at a row that had begun before its repair may open it once more; the next look closes it. */
    private static void settled(ParityChecker checker) {
        await().atMost(Duration.ofSeconds(20)).until(() -> checker.mismatches().isEmpty());
    }

    /** All that is in both stores is as the log has it, while the load goes on. */
    private static void healthy(ParityChecker checker) {
        JsonNode report = checker.sweep();
        assertThat(report.path("mismatches")).as(report.toString()).isEmpty();
        assertThat(report.path("verdict").asText()).as(report.toString()).isEqualTo("verified");
        assertThat(checker.mismatches()).isEmpty();
    }

    private static List<String> outcomes(JsonNode done) {
        return ParityChecker.elements(done.path("results")).stream()
                .map(result -> result.path("outcome").asText())
                .toList();
    }
}
