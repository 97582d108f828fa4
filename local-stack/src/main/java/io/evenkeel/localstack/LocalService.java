package io.evenkeel.localstack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One of Evenkeel's services as a process of its own. Its directory remembers process id and port, so that a later
 * program finds it again. Not thread-safe.
 */
public final class LocalService implements AutoCloseable {
    private static final ServerProcess.Signal STOP = ServerProcess.Signal.TERM;

    private final RunningServer server;

    private LocalService(RunningServer server) {
        this.server = server;
    }

    /**
     * Starts a service, and waits until its port is open.
     *
     * @param name what people call it
     * @param directory where {@link #running} finds it again; it must exist
     * @param log the file that its output is appended to
     * @param preferredPort the port to listen on; another free one is taken if this one is in use or 0
     * @param jvm the {@code java} command up to the options; {@code -Dquarkus.http.port} is put behind its first word
     * @param environment what it gets beside this JVM's environment
     * @param lifetime whether it ends with this JVM
     * @throws LocalStackException if it ends or does not answer; the message ends with its log
     */
    public static LocalService start(
            String name,
            Path directory,
            Path log,
            int preferredPort,
            List<String> jvm,
            Map<String, String> environment,
            Lifetime lifetime) {
        Launch launch = new Launch(name, directory.toAbsolutePath(), log, environment, STOP, lifetime);
        return new LocalService(launch.run(preferredPort, port -> withPort(jvm, port), Ports::accepts));
    }

    private static List<String> withPort(List<String> jvm, int port) {
        List<String> command = new ArrayList<>(jvm);
        command.add(1, "-Dquarkus.http.port=" + port);
        return command;
    }

    /** The service that runs on a directory, whoever started it. */
    public static Optional<LocalService> running(Path directory) {
        return RunningServer.find(directory.toAbsolutePath()).map(LocalService::new);
    }

    /** The id of its process. */
    public long pid() {
        return server.process().pid();
    }

    /** The port that it listens on. */
    public int port() {
        return server.port();
    }

    /** Whether its process is there. */
    public boolean isAlive() {
        return server.process().isAlive();
    }

    /** Stops the service cleanly; by force if it has not stopped after 30 seconds. */
    @Override
    public void close() {
        StopAtExit.forget(server.process());
        server.process().stop(STOP);
    }

    /** Ends the service at once (SIGKILL), as a crash would. */
    public void kill() {
        StopAtExit.forget(server.process());
        server.process().kill();
    }
}
