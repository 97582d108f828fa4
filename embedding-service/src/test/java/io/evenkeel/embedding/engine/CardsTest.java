package io.evenkeel.embedding.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CardsTest {
    @TempDir
    private Path root;

    @Test
    void findsNoneWhereNothingShowsOne() throws IOException {
        Files.createDirectories(root.resolve("proc/driver/nvidia/gpus"));
        Files.createDirectories(root.resolve("dev/nvidia-caps"));
        assertThat(Cards.in(root)).isEqualTo(new Cards(0, ""));
    }

    @Test
    void countsWhatTheDriverShows() throws IOException {
        Files.createDirectories(root.resolve("proc/driver/nvidia/gpus/0000:01:00.0"));
        Files.createDirectories(root.resolve("proc/driver/nvidia/gpus/0000:41:00.0"));
        assertThat(Cards.in(root)).isEqualTo(new Cards(2, "/proc/driver/nvidia/gpus"));
    }

    @Test
    void countsDeviceFilesWhereAContainerHasNothingElse() throws IOException {
        Files.createDirectories(root.resolve("dev"));
        for (String file : new String[] {"nvidia0", "nvidia3", "nvidiactl", "nvidia-uvm"}) {
            Files.createFile(root.resolve("dev").resolve(file));
        }
        assertThat(Cards.in(root)).isEqualTo(new Cards(2, "/dev"));
    }

    @Test
    void knowsAJetson() throws IOException {
        Files.createDirectories(root.resolve("etc"));
        Files.createFile(root.resolve("etc/nv_tegra_release"));
        assertThat(Cards.in(root)).isEqualTo(new Cards(1, "/etc/nv_tegra_release"));
    }
}
