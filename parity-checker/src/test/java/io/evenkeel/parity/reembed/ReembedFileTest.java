package io.evenkeel.parity.reembed;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.store.Rows;
import io.evenkeel.parity.reembed.Reembed.LeftRow;
import io.evenkeel.parity.reembed.Reembed.State;
import io.evenkeel.parity.reembed.Reembed.Which;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReembedFileTest {
    @TempDir
    private Path folder;

    @Test
    void comesBackAsItWasKept() {
        ReembedFile file = new ReembedFile(folder.resolve("reembed.json"));
        assertThat(file.read()).isEmpty();
        Reembed kept = Reembed.begin(
                        "r1",
                        "ours@0123456789abcdef",
                        Which.OTHERS,
                        Instant.parse("2026-11-21T12:00:00.123456Z"),
                        7,
                        Map.of(0, 41L, 1, -1L),
                        1_000)
                .passed(Map.of(0, 12L), 30)
                .counted(20, 3, List.of(new LeftRow(Rows.key("search_chunks", "c1"), "refused")))
                .again(Map.of(0, 50L, 1, 3L));
        file.write(kept);
        file.write(kept.ended(State.STOPPED, "asked"));
        assertThat(file.read()).contains(kept.ended(State.STOPPED, "asked"));
        assertThat(folder).isDirectoryNotContaining("glob:**.next");
    }

    @Test
    void aDamagedFileIsNoRebuild() throws IOException {
        Path path = folder.resolve("reembed.json");
        Files.writeString(path, "{\"id\":");
        assertThat(new ReembedFile(path).read()).isEmpty();
    }
}
