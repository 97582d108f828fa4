package io.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoIT {
    @TempDir
    private Path folder;

    @Test
    void holdsFromNothingAndAgainAfterEverythingWasKilled() {
        Operator operator = new Operator(folder);

        Operator.Result first = operator.run("demo", "--json", "--keep");

        assertThat(first.exit()).as(first.err()).isZero();
        JsonNode summary = first.json();
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

        List<ProcessHandle> killed = Processes.under(folder);
        assertThat(killed).hasSizeGreaterThanOrEqualTo(8);
        killed.forEach(ProcessHandle::destroyForcibly);

        Operator.Result second = operator.run("demo", "--json");

        assertThat(second.exit()).as(second.err()).isZero();
        assertThat(second.json().path("rows")).isEqualTo(summary.path("rows"));
        assertThat(Processes.under(folder)).as("the demo stops what it started").isEmpty();
    }
}
