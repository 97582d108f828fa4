package io.evenkeel.localstack;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * One Kafka node (KRaft, broker and controller) as a process of its own, which listens on 127.0.0.1 only.
 *
 * <p>Its directory holds {@code data/}, {@code server.properties}, {@code java.args} and {@code kafka.log}. Topics and
 * records survive a stop, a kill and a new start on the same directory. Not thread-safe.
 */
public final class LocalKafka implements AutoCloseable {
    private static final String MAIN_CLASS = "kafka.Kafka";
    private static final ServerProcess.Signal STOP = ServerProcess.Signal.TERM;

    private final RunningServer server;

    private LocalKafka(RunningServer server) {
        this.server = server;
    }

    /**
     * Starts a node that ends with this JVM, and waits until it answers.
     *
     * @param preferredPort the port to listen on; another free one is taken if this one is in use or 0
     * @throws LocalStackException if it does not answer; the message ends with its log
     */
    public static LocalKafka start(Path directory, int preferredPort) {
        return start(directory, preferredPort, Lifetime.JVM);
    }

    /** Like {@link #start(Path, int)}, for a given lifetime. A node that already runs on the directory is returned as it is. */
    public static LocalKafka start(Path directory, int preferredPort, Lifetime lifetime) {
        Path home = directory.toAbsolutePath();
        return running(home).orElseGet(() -> {
            prepare(home, lifetime);
            Launch launch = new Launch("Kafka", home, home.resolve("kafka.log"), Map.of(), STOP, lifetime);
            return new LocalKafka(launch.run(preferredPort, port -> command(home, port), LocalKafka::answers));
        });
    }

    /** The node that runs on a directory, whoever started it. */
    public static Optional<LocalKafka> running(Path directory) {
        return RunningServer.find(directory.toAbsolutePath()).map(LocalKafka::new);
    }

    /** Stops the node of this process id cleanly; does nothing if there is no such process or it is not a Kafka. */
    public static void stop(long pid) {
        ServerProcess.find(pid, MAIN_CLASS).ifPresent(process -> process.stop(STOP));
    }

    /** The address for clients, {@code 127.0.0.1:port}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port();
    }

    /** The id of the node's process. */
    public long pid() {
        return server.process().pid();
    }

    /** The port that clients connect to. */
    public int port() {
        return server.port();
    }

    /** Stops the node cleanly; by force if it has not stopped after 30 seconds. */
    @Override
    public void close() {
        StopAtExit.forget(server.process());
        server.process().stop(STOP);
    }

    /** Ends the node at once (SIGKILL), as a crash would. */
    public void kill() {
        StopAtExit.forget(server.process());
        server.process().kill();
    }

    private static void prepare(Path home, Lifetime lifetime) {
        try {
            Files.createDirectories(home);
            Files.writeString(home.resolve("java.args"), javaArguments(lifetime));
            Path data = data(home);
            if (!Files.exists(data.resolve("meta.properties"))) {
                format(data);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot prepare " + home, e);
        }
    }

    private static Path data(Path home) {
        return home.resolve("data");
    }

    private static List<String> command(Path home, int port) {
        Path properties = home.resolve("server.properties");
        try {
            Files.writeString(properties, new KafkaSettings(data(home), port, Ports.freePort(0)).text());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + properties, e);
        }
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return List.of(java, "@" + home.resolve("java.args"), MAIN_CLASS, properties.toString());
    }

    private static String javaArguments(Lifetime lifetime) {
        // For a short life a quick start counts more than speed later: the first compiler alone takes a third less of
        // it.
        String compilers = lifetime == Lifetime.JVM ? "-XX:TieredStopAtLevel=1" : "-XX:+TieredCompilation";
        String classPath = ClassPath.ofThisJvm().stream().map(Path::toString).collect(Collectors.joining(":"));
        return """
                -Xms64m
                -Xmx512m
                -XX:+ExitOnOutOfMemoryError
                %s
                -Dslf4j.provider=%s
                -Dslf4j.internal.verbosity=ERROR
                -Dlog4j2.loggerContextFactory=org.apache.logging.log4j.simple.SimpleLoggerContextFactory
                -cp
                "%s"
                """.formatted(compilers, KafkaLog.class.getName(), classPath.replace("\\", "\\\\"));
    }

    private static void format(Path data) {
        try {
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(KafkaSettings.NODE_ID)
                    .setControllerListenerName(KafkaSettings.CONTROLLER_LISTENER)
                    .setDirectories(List.of(data.toString()))
                    .setMetadataLogDirectory(data.toString())
                    .run();
        } catch (Exception e) {
            throw new LocalStackException("Cannot format Kafka's storage in " + data, e);
        }
    }

    private static boolean answers(int port) {
        Map<String, Object> client = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:" + port,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5000,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 2000);
        try (Admin admin = Admin.create(client)) {
            return !admin.describeCluster().nodes().get().isEmpty();
        } catch (ExecutionException notYet) {
            return false;
        } catch (InterruptedException e) {
            throw Commands.interrupted("waiting for Kafka");
        }
    }
}
