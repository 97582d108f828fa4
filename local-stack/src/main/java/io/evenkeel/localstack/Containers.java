package io.evenkeel.localstack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** The same servers as containers. */
final class Containers {
    private static final String KAFKA_IMAGE = "apache/kafka:4.1.1";
    private static final String POSTGRES_IMAGE = "pgvector/pgvector:pg17";
    private static final String PASSWORD = "postgres";

    private Containers() {}

    /** Looks for the engine's socket first, because Testcontainers complains loudly where there is none. */
    static boolean engineRuns() {
        return engineRuns(System.getenv(), Path.of("/var/run/docker.sock"));
    }

    static boolean engineRuns(Map<String, String> environment, Path socket) {
        return environment.containsKey("DOCKER_HOST") || Files.exists(socket);
    }

    @SuppressWarnings("resource") // ends with the JVM, as Testcontainers sees to
    static String kafka() {
        KafkaContainer container = new KafkaContainer(DockerImageName.parse(KAFKA_IMAGE));
        KafkaSettings.ofAnySingleNode()
                .forEach((name, value) -> container.addEnv(
                        "KAFKA_" + name.toUpperCase(Locale.ROOT).replace('.', '_'), value));
        container.start();
        return container.getBootstrapServers();
    }

    @SuppressWarnings("resource") // ends with the JVM, as Testcontainers sees to
    static TestServers.PostgresServer postgres() {
        PostgreSQLContainer container = new PostgreSQLContainer(
                        DockerImageName.parse(POSTGRES_IMAGE).asCompatibleSubstituteFor("postgres"))
                .withUsername(Databases.SUPERUSER)
                .withPassword(PASSWORD);
        List<String> command = new ArrayList<>(List.of("postgres"));
        command.addAll(new PostgresSettings(Durability.VOLATILE).arguments());
        container.setCommand(command.toArray(String[]::new));
        container.start();
        return new TestServers.PostgresServer(
                new Databases(
                        container.getHost(), container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT), PASSWORD),
                new PostgresSource.Docker(POSTGRES_IMAGE).describe());
    }
}
