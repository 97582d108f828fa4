package io.evenkeel.localstack;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * One server of this machine, started here or found running. It has a session of its own, so that Ctrl-C in the
 * terminal reaches only the program that started it, and that program stops its servers in its own order.
 */
final class ServerProcess {
    /** The signals that ask a server to stop. */
    enum Signal {
        TERM,
        INT
    }

    private static final int LOG_LINES_IN_MESSAGES = 15;

    private final ProcessHandle handle;

    private ServerProcess(ProcessHandle handle) {
        this.handle = handle;
    }

    /** Starts a command whose output is appended to a log file. */
    static ServerProcess start(List<String> command, Path log) {
        List<String> line = new ArrayList<>();
        if (Commands.available("setsid")) {
            line.add("setsid");
        }
        line.addAll(command);
        try {
            Process process = new ProcessBuilder(line)
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            return new ServerProcess(process.toHandle());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start " + command.getFirst(), e);
        }
    }

    static ServerProcess of(ProcessHandle handle) {
        return new ServerProcess(handle);
    }

    long pid() {
        return handle.pid();
    }

    Instant startedAt() {
        return handle.info().startInstant().orElse(Instant.EPOCH);
    }

    /** False also for a process that has ended and that its parent has not noticed yet. */
    boolean isAlive() {
        return handle.isAlive() && !isZombie();
    }

    private boolean isZombie() {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid()), "stat"));
            return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException notLinuxOrGone) {
            return false;
        }
    }

    /** Asks the server to stop, waits, and ends it by force if it has not stopped by then. */
    void stop(Signal signal, Duration patience) {
        if (!isAlive()) {
            return;
        }
        Commands.run(List.of("sh", "-c", "kill -" + signal + " " + pid()));
        if (!endsWithin(patience)) {
            kill();
        }
    }

    /** Ends the server and its children at once, as a crash would. */
    void kill() {
        List<ProcessHandle> children = handle.descendants().toList();
        handle.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        endsWithin(Duration.ofSeconds(10));
        children.forEach(child -> of(child).endsWithin(Duration.ofSeconds(10)));
    }

    private boolean endsWithin(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (isAlive()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            awaitExit(Duration.ofMillis(50));
        }
        return true;
    }

    void awaitExit(Duration time) {
        try {
            handle.onExit().get(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException stillRunning) {
            return;
        } catch (ExecutionException e) {
            throw new IllegalStateException("Waiting for process " + pid(), e);
        } catch (InterruptedException e) {
            throw Commands.interrupted("waiting for process " + pid());
        }
    }

    /** The end of a server's log, for a message that says why it did not start. */
    static String endOf(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return lines.stream()
                    .skip(Math.max(0, lines.size() - LOG_LINES_IN_MESSAGES))
                    .collect(Collectors.joining(System.lineSeparator()));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }
}
