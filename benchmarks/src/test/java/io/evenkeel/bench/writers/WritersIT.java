package io.evenkeel.bench.writers;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.bench.BenchServers;
import io.evenkeel.bench.Results;
import io.evenkeel.bench.Tournament;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class WritersIT {
    private static final int ROWS = 200;

    @Test
    void everyContenderWritesWhatWasSent() throws Exception {
        Tournament smoke = new Tournament(1, false, line -> {});
        try (BenchServers servers = BenchServers.in(List.of(Path.of("target")))) {
            WriterContests contests = new WriterContests(servers, 1, ROWS, null, smoke);

            assertThat(List.of(contests.sqlite("sqlite", true), contests.supabase("supabase", ROWS, false, false)))
                    .flatExtracting(Results::verdicts)
                    .hasSize(8)
                    .allSatisfy(verdict -> assertThat(verdict.ratio().median()).isPositive());
        }
    }
}
