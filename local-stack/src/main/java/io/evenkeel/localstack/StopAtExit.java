package io.evenkeel.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Stops, when this JVM ends, the servers that are to live no longer than it. A shutdown hook does it and waits; should
 * the JVM be killed, a guard process, which notices the end of a pipe from it, still asks the server to stop.
 */
final class StopAtExit {
    private record Registration(ServerProcess server, ServerProcess.Signal stop, Process guard) {}

    private static final Map<Long, Registration> SERVERS = new ConcurrentHashMap<>();
    private static final Queue<Path> FOLDERS = new ConcurrentLinkedQueue<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(StopAtExit::stopAll, "stop-local-servers"));
    }

    private StopAtExit() {}

    static void register(ServerProcess server, ServerProcess.Signal stop) {
        SERVERS.put(server.pid(), new Registration(server, stop, guard(server, stop)));
    }

    static void forget(ServerProcess server) {
        Registration registration = SERVERS.remove(server.pid());
        if (registration != null) {
            registration.guard().destroy();
        }
    }

    /** Deletes a folder once the servers have stopped. */
    static void deleteAfterwards(Path folder) {
        FOLDERS.add(folder);
    }

    private static Process guard(ServerProcess server, ServerProcess.Signal stop) {
        List<String> command = ServerProcess.inOwnSession(
                List.of("sh", "-c", "cat >/dev/null; kill -" + stop + " " + server.pid() + " 2>/dev/null"));
        try {
            return new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot guard process " + server.pid(), e);
        }
    }

    private static void stopAll() {
        List.copyOf(SERVERS.values()).parallelStream().forEach(registration -> {
            registration.server().stop(registration.stop());
            forget(registration.server());
        });
        for (Path folder : FOLDERS) {
            try {
                Folders.delete(folder);
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot delete " + folder, e);
            }
        }
    }
}
