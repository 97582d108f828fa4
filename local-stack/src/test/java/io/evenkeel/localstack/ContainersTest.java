package io.evenkeel.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainersTest {
    @TempDir
    Path folder;

    @Test
    void looksForAnEngineWithoutAskingIt() {
        Path missing = folder.resolve("docker.sock");
        assertThat(Containers.engineRuns(Map.of(), missing)).isFalse();
        assertThat(Containers.engineRuns(Map.of(), folder)).isTrue();
        assertThat(Containers.engineRuns(Map.of("DOCKER_HOST", "tcp://engine:2375"), missing))
                .isTrue();
    }
}
