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
                ProcessHandle.of(pid).filter(Processes::runs).ifPresent(alive::add);
            }
            return alive;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that has ended and that its parent has not noticed yet does not run. */
    private static boolean runs(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return !stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException gone) {
            return false;
        }
    }
}
