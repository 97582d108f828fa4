package io.evenkeel.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The processes that a stack remembers in its data directory, as far as they run. */
final class Processes {
    private Processes() {}

    static List<ProcessHandle> under(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            List<ProcessHandle> alive = new ArrayList<>();
            for (Path file : files.filter(path -> path.endsWith("server")).toList()) {
                long pid = Long.parseLong(Files.readAllLines(file).getFirst());
                ProcessHandle.of(pid).filter(ProcessHandle::isAlive).ifPresent(alive::add);
            }
            return alive;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
