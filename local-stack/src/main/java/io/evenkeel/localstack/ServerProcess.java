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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

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

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);
    private static final Duration KILL_PATIENCE = Duration.ofSeconds(10);

    private final ProcessHandle handle;

    private ServerProcess(ProcessHandle handle) {
        this.handle = handle;
    }

    /** Starts a command, with additions to this JVM's environment, whose output is appended to a log file. */
    static ServerProcess start(List<String> command, Map<String, String> environment, Path log) {
        try {
            ProcessBuilder process = new ProcessBuilder(inOwnSession(command))
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            process.environment().putAll(environment);
            return new ServerProcess(process.start().toHandle());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start " + command.getFirst(), e);
        }
    }

    static List<String> inOwnSession(List<String> command) {
        List<String> line = new ArrayList<>();
        if (Commands.available("setsid")) {
            line.add("setsid");
        }
        line.addAll(command);
        return line;
    }

    /** The process of this id, if its command line holds the given word. */
    static Optional<ServerProcess> find(long pid, String word) {
        return ProcessHandle.of(pid)
                .filter(handle -> handle.info().commandLine().orElse("").contains(word))
                .map(ServerProcess::new);
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
        Path process = Path.of("/proc", Long.toString(pid()));
        try (Stream<Path> threads = Files.list(process.resolve("task"))) {
            String stat = Files.readString(process.resolve("stat"));
            // While other threads are still ending, its ports and files are still in use.
            return stat.startsWith("Z", stat.lastIndexOf(')') + 2) && threads.count() <= 1;
        } catch (IOException notLinuxOrGone) {
            return false;
        }
    }

    /** Asks the server to stop, waits 30 seconds, and ends it by force if it has not stopped by then. */
    void stop(Signal signal) {
        if (isAlive()) {
            Commands.run(List.of("sh", "-c", "kill -" + signal + " " + pid()));
            if (!endsWithin(STOP_PATIENCE)) {
                kill();
            }
        }
    }

    /** Ends the server and its children at once, as a crash would. */
    void kill() {
        List<ProcessHandle> children = handle.descendants().toList();
        handle.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        endsWithin(KILL_PATIENCE);
        children.forEach(child -> new ServerProcess(child).endsWithin(KILL_PATIENCE));
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

    /** Waits until the process has ended or the time has passed. */
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
}
