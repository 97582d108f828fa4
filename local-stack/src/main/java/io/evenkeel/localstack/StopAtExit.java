package io.evenkeel.localstack;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Stops, when this JVM ends, the servers that are to live no longer than it. A shutdown hook does it and waits; should
 * the JVM be killed, a {@link Guard} still asks the server to stop.
 */
final class StopAtExit {
    private record Registration(ServerProcess server, ServerProcess.Signal stop, Guard guard) {}

    private static final Map<Long, Registration> SERVERS = new ConcurrentHashMap<>();

    private static final AtomicBoolean HOOKED = new AtomicBoolean();

    private StopAtExit() {}

    static void register(ServerProcess server, ServerProcess.Signal stop) {
        // Not sooner: a program that only stops servers may do so in a shutdown hook of its own.
        if (HOOKED.compareAndSet(false, true)) {
            Runtime.getRuntime().addShutdownHook(new Thread(StopAtExit::stopAll, "stop-local-servers"));
        }
        SERVERS.put(server.pid(), new Registration(server, stop, Guard.stopping(server, stop)));
    }

    static void forget(ServerProcess server) {
        Registration registration = SERVERS.remove(server.pid());
        if (registration != null) {
            registration.guard().dismiss();
        }
    }

    private static void stopAll() {
        List.copyOf(SERVERS.values()).parallelStream().forEach(registration -> {
            registration.server().stop(registration.stop());
            forget(registration.server());
        });
    }
}
