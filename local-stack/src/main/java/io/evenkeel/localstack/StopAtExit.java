package io.evenkeel.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Stops, when this JVM ends, the servers that are to live no longer than it. */
final class StopAtExit {
    private static final Map<Long, Runnable> STOPS = new ConcurrentHashMap<>();
    private static final Queue<Path> FOLDERS = new ConcurrentLinkedQueue<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(StopAtExit::stopAll, "stop-local-servers"));
    }

    private StopAtExit() {}

    static void register(ServerProcess process, Runnable stop) {
        STOPS.put(process.pid(), stop);
    }

    static void forget(ServerProcess process) {
        STOPS.remove(process.pid());
    }

    /** Deletes a folder once the servers have stopped. */
    static void deleteAfterwards(Path folder) {
        FOLDERS.add(folder);
    }

    private static void stopAll() {
        STOPS.values().parallelStream().forEach(Runnable::run);
        for (Path folder : FOLDERS) {
            try {
                Folders.delete(folder);
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot delete " + folder, e);
            }
        }
    }
}
