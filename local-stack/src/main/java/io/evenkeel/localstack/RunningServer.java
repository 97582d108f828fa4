package io.evenkeel.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a directory's file {@code server} says of the process that was last started on it: process id, port, and the
 * time it started at, by which a recycled process id is told from the server.
 */
record RunningServer(long pid, int port, Instant startedAt) {
    private static final String FILE = "server";

    static RunningServer of(ServerProcess process, int port) {
        return new RunningServer(process.pid(), port, process.startedAt());
    }

    /** The server of this directory, if it is alive. */
    static Optional<RunningServer> find(Path directory) {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            List<String> lines = Files.readAllLines(file);
            RunningServer server = new RunningServer(
                    Long.parseLong(lines.get(0)), Integer.parseInt(lines.get(1)), Instant.parse(lines.get(2)));
            return ProcessHandle.of(server.pid())
                    .map(ServerProcess::of)
                    .filter(process -> process.isAlive() && process.startedAt().equals(server.startedAt()))
                    .map(process -> server);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    void write(Path directory) {
        Path file = directory.resolve(FILE);
        try {
            Files.writeString(file, pid + "\n" + port + "\n" + startedAt + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }

    ServerProcess process() {
        return ServerProcess.of(
                ProcessHandle.of(pid).orElseThrow(() -> new LocalStackException("Process " + pid + " has ended")));
    }
}
