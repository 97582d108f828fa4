package io.evenkeel.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerLogTest {
    @TempDir
    Path folder;

    @Test
    void readsOnlyWhatThisStartHasPrinted() throws IOException {
        Path log = folder.resolve("server.log");
        assertThat(ServerLog.size(log)).isZero();
        Files.writeString(log, "old\n");
        long before = ServerLog.size(log);
        Files.writeString(log, "new\n", StandardOpenOption.APPEND);
        assertThat(ServerLog.since(log, before)).isEqualTo("new\n");
    }

    @Test
    void showsTheLastLines() {
        String lines = IntStream.rangeClosed(1, 20).mapToObj(Integer::toString).collect(Collectors.joining("\n"));
        assertThat(ServerLog.end(lines)).startsWith("6\n").endsWith("\n20");
        assertThat(ServerLog.end("")).isEmpty();
    }

    @Test
    void tellsPassingTroubleFromLasting() {
        assertThat(ServerLog.saysTryAgain("could not bind IPv4 address \"127.0.0.1\": Address already in use"))
                .isTrue();
        assertThat(ServerLog.saysTryAgain("FATAL:  data directory has wrong ownership"))
                .isFalse();
    }
}
