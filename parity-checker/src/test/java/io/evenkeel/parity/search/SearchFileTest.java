package io.evenkeel.parity.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.parity.search.SearchReport.Difference;
import io.evenkeel.parity.search.SearchReport.Found;
import io.evenkeel.parity.search.SearchReport.Instance;
import io.evenkeel.parity.search.SearchReport.Source;
import io.evenkeel.parity.search.SearchReport.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchFileTest {
    @TempDir
    Path folder;

    @Test
    void comparisonsSurviveARestart() {
        SearchReport report = new SearchReport(
                "id",
                State.DONE,
                Source.RECENT,
                10,
                3,
                1,
                1,
                1,
                new Recall(9, 10),
                List.of(new Difference(2, "search_chunks", "default", 1, new Found("a", 0.5), null)),
                List.of(new Instance("http://a", 3, 3, 0, 0, 0, 0, null)),
                Instant.parse("2026-11-01T12:00:00.123456Z"),
                Duration.ofMillis(1_500),
                null);
        file(1).write(List.of(report));
        assertThat(file(1).read()).containsExactly(report);
    }

    @Test
    void whatAnEarlierBuildKeptIsRead() throws IOException {
        Files.writeString(folder.resolve("searches.json"), """
                {"epoch": 1, "searches": [{"id": "id", "state": "DONE", "source": "SAMPLED", "k": 10, "queries": 3,
                 "equal": 3, "different": 0, "inFlight": 0, "recall": null, "differences": [], "startedAt": 0,
                 "took": 1.5, "reason": null}]}""");
        assertThat(file(1).read())
                .singleElement()
                .satisfies(report -> assertThat(report.instances()).isEmpty());
    }

    @Test
    void anotherLogsAndDamagedOnesAreForgotten() throws IOException {
        assertThat(file(1).read()).isEmpty();
        file(1).write(List.of(SearchReport.begun("id", Source.GIVEN, 1, List.of(), Instant.EPOCH)));
        assertThat(file(2).read()).isEmpty();
        Files.writeString(folder.resolve("searches.json"), "{\"epoch\":1,");
        assertThat(file(1).read()).isEmpty();
    }

    private SearchFile file(long epoch) {
        return new SearchFile(folder.resolve("searches.json"), epoch);
    }
}
