package io.evenkeel.localstack;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
    private static final Duration START_PATIENCE = Duration.ofSeconds(90);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);
    private static final String MAIN_CLASS = "kafka.Kafka";

    private final ServerProcess process;
    private final int port;

    private LocalKafka(ServerProcess process, int port) {
        this.process = process;
        this.port = port;
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
        Optional<LocalKafka> running = running(home);
        if (running.isPresent()) {
            return running.get();
        }
        KafkaSettings settings =
                new KafkaSettings(home.resolve("data"), Ports.freePort(preferredPort), Ports.freePort(0));
        prepare(home, settings);
        Path log = home.resolve("kafka.log");
        ServerProcess process = ServerProcess.start(
                List.of(
                        java(),
                        "@" + home.resolve("java.args"),
                        MAIN_CLASS,
                        home.resolve("server.properties").toString()),
                log);
        LocalKafka kafka = new LocalKafka(process, settings.port());
        RunningServer.of(process, settings.port()).write(home);
        if (lifetime == Lifetime.JVM) {
            StopAtExit.register(process, kafka::close);
        }
        kafka.awaitAnswer(log);
        return kafka;
    }

    /** The node that runs on a directory, whoever started it. */
    public static Optional<LocalKafka> running(Path directory) {
        return RunningServer.find(directory.toAbsolutePath())
                .map(server -> new LocalKafka(server.process(), server.port()));
    }

    /** The address for clients, {@code 127.0.0.1:port}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** The id of the node's process. */
    public long pid() {
        return process.pid();
    }

    /** The port that clients connect to. */
    public int port() {
        return port;
    }

    /** Stops the node cleanly; by force if it has not stopped after 30 seconds. */
    @Override
    public void close() {
        StopAtExit.forget(process);
        process.stop(ServerProcess.Signal.TERM, STOP_PATIENCE);
    }

    /** Ends the node at once (SIGKILL), as a crash would. */
    public void kill() {
        StopAtExit.forget(process);
        process.kill();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static void prepare(Path home, KafkaSettings settings) {
        try {
            Files.createDirectories(home);
            Files.writeString(home.resolve("server.properties"), settings.text());
            Files.writeString(home.resolve("java.args"), javaArguments());
            if (!Files.exists(settings.data().resolve("meta.properties"))) {
                format(settings);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot prepare " + home, e);
        }
    }

    private static String javaArguments() {
        String classPath = ClassPath.ofThisJvm().stream().map(Path::toString).collect(Collectors.joining(":"));
        return """
                -Xms64m
                -Xmx512m
                -XX:+ExitOnOutOfMemoryError
                -Dslf4j.provider=%s
                -Dslf4j.internal.verbosity=ERROR
                -Dlog4j2.loggerContextFactory=org.apache.logging.log4j.simple.SimpleLoggerContextFactory
                -cp
                "%s"
                """.formatted(KafkaLog.class.getName(), classPath.replace("\\", "\\\\"));
    }

    private static void format(KafkaSettings settings) {
        try {
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(KafkaSettings.NODE_ID)
                    .setControllerListenerName(KafkaSettings.CONTROLLER_LISTENER)
                    .setDirectories(List.of(settings.data().toString()))
                    .setMetadataLogDirectory(settings.data().toString())
                    .run();
        } catch (Exception e) {
            throw new LocalStackException("Cannot format Kafka's storage in " + settings.data(), e);
        }
    }

    private void awaitAnswer(Path log) {
        long deadline = System.nanoTime() + START_PATIENCE.toNanos();
        Map<String, Object> client = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers(),
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 2000,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 1000,
                AdminClientConfig.RECONNECT_BACKOFF_MS_CONFIG, 50,
                AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 200);
        try (Admin admin = Admin.create(client)) {
            while (!answers(admin)) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    kill();
                    throw new LocalStackException(
                            "Kafka did not start. The end of its log, " + log + ":\n" + ServerProcess.endOf(log));
                }
            }
        }
    }

    private static boolean answers(Admin admin) {
        try {
            return !admin.describeCluster().nodes().get().isEmpty();
        } catch (ExecutionException notYet) {
            return false;
        } catch (InterruptedException e) {
            throw Commands.interrupted("waiting for Kafka");
        }
    }
}
