package io.evenkeel.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A shell that waits for the end of this JVM, however that comes about, and then cleans up. It reads from a pipe that
 * only this JVM holds the other end of.
 */
record Guard(Process shell) {
    /** Keeps the pipes reachable: a collected one would be closed, and be taken for the end of the JVM. */
    private static final Set<Guard> ON_DUTY = ConcurrentHashMap.newKeySet();

    private static final String STOP = """
            cat >/dev/null
            kill -"$0" "$1" 2>/dev/null
            """;

    /** Each server's folder has a file whose first line is its process id. */
    private static final String DELETE = """
            cat >/dev/null
            for server in "$0"/*/server; do
                pid=$(head -n 1 "$server" 2>/dev/null) || continue
                tries=300
                while [ "$tries" -gt 0 ] && kill -0 "$pid" 2>/dev/null; do
                    sleep 0.1
                    tries=$((tries - 1))
                done
            done
            rm -rf "$0"
            """;

    /** Asks a server to stop. */
    static Guard stopping(ServerProcess server, ServerProcess.Signal signal) {
        return start(STOP, signal.name(), Long.toString(server.pid()));
    }

    /** Deletes a folder when the servers in it have ended, or after 30 seconds each. */
    static void deleteAtEnd(Path folder) {
        start(DELETE, folder.toString());
    }

    private static Guard start(String script, String... arguments) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", script));
        command.addAll(List.of(arguments));
        try {
            Guard guard = new Guard(new ProcessBuilder(ServerProcess.inOwnSession(command))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start());
            ON_DUTY.add(guard);
            return guard;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start a shell", e);
        }
    }

    /** Ends the guard: there is nothing left to do. */
    void dismiss() {
        shell.destroy();
        ON_DUTY.remove(this);
    }
}
