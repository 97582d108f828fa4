package io.evenkeel.localstack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/**
 * Starts a server and waits until it answers. Where another attempt can help, because a port was taken in the meantime or
 * because a crashed predecessor's processes are still ending, there is one.
 *
 * @param name what people call the server
 * @param home its directory, where {@link RunningServer} finds it again
 * @param log the file that its output is appended to
 * @param environment what it gets beside this JVM's environment
 * @param stop the signal that stops it cleanly
 * @param lifetime whether it ends with this JVM
 */
record Launch(
        String name,
        Path home,
        Path log,
        Map<String, String> environment,
        ServerProcess.Signal stop,
        Lifetime lifetime) {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /**
     * @param command makes the command from the port that it is to listen on
     * @param answers whether the server on a port answers
     */
    RunningServer run(int preferredPort, IntFunction<List<String>> command, IntPredicate answers) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            int port = Ports.freePort(preferredPort);
            long before = ServerLog.size(log);
            ServerProcess process = ServerProcess.start(command.apply(port), environment, log);
            RunningServer server = new RunningServer(process, port);
            server.write(home);
            if (lifetime == Lifetime.JVM) {
                StopAtExit.register(process, stop);
            }
            if (answersBefore(deadline, process, port, answers)) {
                return server;
            }
            StopAtExit.forget(process);
            process.kill();
            String output = ServerLog.since(log, before);
            if (!ServerLog.saysTryAgain(output) || System.nanoTime() > deadline) {
                throw new LocalStackException(
                        name + " did not start. The end of its log, " + log + ":\n" + ServerLog.end(output));
            }
        }
    }

    private static boolean answersBefore(long deadline, ServerProcess process, int port, IntPredicate answers) {
        while (process.isAlive() && System.nanoTime() < deadline) {
            if (Ports.accepts(port) && answers.test(port)) {
                return true;
            }
            process.awaitExit(Duration.ofMillis(50));
        }
        return false;
    }
}
