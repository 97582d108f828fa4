package io.evenkeel.parity.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.KeyRange.Bound;
import io.evenkeel.contract.store.Rows;
import io.evenkeel.parity.finding.Mismatch;
import io.evenkeel.parity.finding.MismatchKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepFileTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00.123456Z");

    @TempDir
    private Path folder;

    @Test
    void comesBackAsItWasKept() {
        SweepFile file = new SweepFile(folder.resolve("sweeps.json"));
        assertThat(file.read()).isEmpty();
        SweepRequest request = new SweepRequest(List.of("documents"), "default", NOW, 0.5);
        Mismatch mismatch = new Mismatch(
                Rows.key("documents", "a"),
                MismatchKind.DIFFERENT,
                "title",
                "one",
                null,
                "two",
                Set.of(Backend.SQLITE, Backend.SUPABASE),
                NOW);
        KeptSweep byKey = KeptSweep.queued(SweepReport.queued("s1", request, NOW), 7)
                .waiting(NOW, Duration.ZERO)
                .comparing(100, "supabase had not applied everything", Duration.ofMillis(3))
                .stepped(
                        SweepPlace.at("documents", new Bound("default", "k\u00e9")),
                        10,
                        List.of(mismatch),
                        Duration.ofMillis(5));
        KeptSweep byLog = KeptSweep.queued(SweepReport.queued("s2", SweepRequest.ALL, NOW), 7)
                .stepped(SweepPlace.between(Map.of(1, -1L), Map.of(1, 9L)).reached(1, 4), 2, List.of(), Duration.ZERO);
        file.write(List.of(byKey));
        file.write(List.of(byKey, byLog));
        assertThat(file.read()).containsExactly(byKey, byLog);
        assertThat(folder).isDirectoryNotContaining("glob:**.next");
    }

    @Test
    void aDamagedFileIsNoSweep() throws IOException {
        Path path = folder.resolve("sweeps.json");
        Files.writeString(path, "[{\"report\":");
        assertThat(new SweepFile(path).read()).isEmpty();
    }
}
