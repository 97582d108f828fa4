package io.evenkeel.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The server that a directory belongs to. The directory's file {@code server} says process id, port, and the time the
 * process started at, by which a recycled process id is told from the server.
 */
record RunningServer(ServerProcess process, int port) {
    private static final String FILE = "server";
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(10);

    /** The server of this directory, if it is alive. */
    static Optional<RunningServer> find(Path directory) {
        Path file = directory.resolve(FILE);
        try {
            return Files.exists(file) ? alive(Files.readAllLines(file)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    private static Optional<RunningServer> alive(List<String> lines) {
        if (lines.size() != 3) {
            return Optional.empty();
        }
        Instant startedAt = Instant.parse(lines.get(2));
        return ServerProcess.find(Long.parseLong(lines.get(0)), "")
                .filter(process -> process.isAlive() && sameTime(process.startedAt(), startedAt))
                .map(process -> new RunningServer(process, Integer.parseInt(lines.get(1))));
    }

    /** The kernel tells start times from boot on; when the clock is set, they seem to move. */
    private static boolean sameTime(Instant one, Instant other) {
        return Duration.between(one, other).abs().compareTo(CLOCK_TOLERANCE) < 0;
    }

    void write(Path directory) {
        Path file = directory.resolve(FILE);
        try {
            Files.writeString(file, process.pid() + "\n" + port + "\n" + process.startedAt() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }
}
