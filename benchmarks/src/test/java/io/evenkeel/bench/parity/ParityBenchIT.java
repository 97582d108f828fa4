package io.evenkeel.bench.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.bench.BenchServers;
import io.evenkeel.bench.Results;
import io.evenkeel.bench.Tournament;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParityBenchIT {
    @Test
    void everyContenderComparesAllPairs() throws Exception {
        Tournament smoke = new Tournament(1, false, line -> {});
        try (BenchServers servers = BenchServers.in(List.of(Path.of("target")))) {
            ParityContests contests = new ParityContests(servers, 1, 2_000, true, smoke);
            contests.run();

            assertThat(contests.results())
                    .flatExtracting(Results::verdicts)
                    .hasSize(6)
                    .allSatisfy(verdict -> assertThat(verdict.ratio().median()).isPositive());
            assertThat(contests.limits())
                    .hasSize(6)
                    .filteredOn(limit -> limit.unit().equals("bytes"))
                    .allSatisfy(limit -> assertThat(limit.value()).isPositive());
        }
    }
}
