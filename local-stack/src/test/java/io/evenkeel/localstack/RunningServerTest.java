package io.evenkeel.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningServerTest {
    @TempDir
    Path folder;

    private final long ownPid = ProcessHandle.current().pid();

    @Test
    void findsTheServerOfADirectory() {
        ServerProcess self = ServerProcess.find(ownPid, "java").orElseThrow();
        new RunningServer(self, 4711).write(folder);
        assertThat(RunningServer.find(folder)).hasValueSatisfying(server -> {
            assertThat(server.process().pid()).isEqualTo(ownPid);
            assertThat(server.port()).isEqualTo(4711);
        });
    }

    @Test
    void findsTheServerAlsoWhenTheClockWasSet() throws IOException {
        ServerProcess self = ServerProcess.find(ownPid, "java").orElseThrow();
        Files.writeString(
                folder.resolve("server"), ownPid + "\n4711\n" + self.startedAt().plusSeconds(1) + "\n");
        assertThat(RunningServer.find(folder)).isPresent();
    }

    @Test
    void doesNotTakeAProcessForTheServerThatOnlyHasItsId() throws IOException {
        Files.writeString(folder.resolve("server"), ownPid + "\n4711\n2001-01-01T00:00:00Z\n");
        assertThat(RunningServer.find(folder)).isEmpty();
        assertThat(ServerProcess.find(ownPid, "kafka.Kafka")).isEmpty();
    }

    @Test
    void findsNothingInAnEmptyOrHalfWrittenDirectory() throws IOException {
        assertThat(RunningServer.find(folder)).isEmpty();
        Files.writeString(folder.resolve("server"), "12");
        assertThat(RunningServer.find(folder)).isEmpty();
    }
}
