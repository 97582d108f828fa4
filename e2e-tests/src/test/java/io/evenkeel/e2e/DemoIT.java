package io.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoIT {
    private static final Duration STARTED = Duration.ofMinutes(3);

    @TempDir
    private Path folder;

    @Test
    void holdsAfterOneThatWasKilledHalfwayAndStopsWhatItStarted() {
        Operator operator = new Operator(folder);
        Operator.Started killed = operator.start("demo", "--json");
        await().atMost(STARTED)
                .ignoreExceptions() // files of processes are being written
                .until(() ->
                        Processes.under(folder).size() >= 5 || !killed.process().isAlive());
        killed.process().destroyForcibly().onExit().join();
        List<ProcessHandle> left = Processes.under(folder);
        left.forEach(ProcessHandle::destroyForcibly);
        assertThat(left).as(killed.err()).hasSizeGreaterThanOrEqualTo(5);

        Operator.Result result = operator.run("demo", "--json");

        assertThat(result.exit()).as(result.err()).isZero();
        JsonNode summary = result.json();
        assertThat(summary.path("documents").asInt()).isEqualTo(300);
        assertThat(summary.path("rejected").asInt()).isZero();
        assertThat(summary.path("chunks").asInt()).isGreaterThanOrEqualTo(300);
        assertThat(summary.path("rows").path("sqlite").asInt())
                .isPositive()
                .isEqualTo(summary.path("rows").path("supabase").asInt());
        assertThat(summary.path("parity").path("verdict").asText()).isEqualTo("verified");
        assertThat(summary.path("parity").path("mismatches").asInt()).isZero();
        assertThat(summary.path("parity").path("rowsCompared").asInt())
                .isEqualTo(summary.path("rows").path("sqlite").asInt());
        assertThat(summary.path("cutover").path("to").asText()).isEqualTo("supabase");
        assertThat(summary.path("rollback").path("to").asText()).isEqualTo("sqlite");
        assertThat(Processes.under(folder)).as("the demo stops what it started").isEmpty();
    }
}
