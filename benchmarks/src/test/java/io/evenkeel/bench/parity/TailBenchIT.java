package io.evenkeel.bench.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.bench.BenchServers;
import io.evenkeel.bench.Results;
import io.evenkeel.bench.Tournament;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

class TailBenchIT {
    @Test
    @EnabledIfSystemProperty(named = "evenkeel.faults", matches = "full", disabledReason = "VerificationIT always runs")
    void everythingIsVerified() throws Exception {
        Tournament smoke = new Tournament(1, false, line -> {});
        try (BenchServers servers = BenchServers.in(List.of(Path.of("target")))) {
            TailContests contests = new TailContests(servers, 1, 420, Duration.ofSeconds(2), smoke);
            contests.run();

            assertThat(contests.results())
                    .flatExtracting(Results::verdicts)
                    .hasSize(1)
                    .allSatisfy(verdict -> assertThat(verdict.ratio().median()).isPositive());
            assertThat(contests.limits()).hasSize(3);
        }
    }
}
