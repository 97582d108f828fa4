package io.evenkeel.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.localstack.Durability;
import io.evenkeel.localstack.Lifetime;
import io.evenkeel.localstack.LocalKafka;
import io.evenkeel.localstack.LocalPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One Kafka and one Postgres for all tests of this JVM, as processes that tests may kill and start again. Tests keep apart
 * by topics and databases.
 */
final class Servers implements AutoCloseable {
    /**
     * Where ports are looked for: below those that systems give to clients. While a server is gone, its own clients could
     * else get its port, and it would come back on another.
     */
    private static final int FIRST_PORT = 20_000;

    private static final int PORTS = 10_000;

    private final Path folder;
    private LocalKafka kafka;
    private LocalPostgres postgres;
    private Scenario.@Nullable Standing standing;

    private Servers() {
        folder = createFolder();
        kafka = LocalKafka.start(folder.resolve("kafka"), anyPort());
        postgres = LocalPostgres.start(folder.resolve("postgres"), anyPort(), Lifetime.JVM, Durability.VOLATILE);
    }

    /** Gives them to tests that ask for them, and ends them after the last test. */
    static final class Provider implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Servers.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.GLOBAL)
                    .getOrComputeIfAbsent(Servers.class, first -> new Servers(), Servers.class);
        }
    }

    /** A folder for a test's own files, gone with the servers. */
    Path folder(String name) {
        try {
            return Files.createDirectories(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The installation that tests leave for one another; null when there is none. */
    Scenario.@Nullable Standing takeStanding() {
        Scenario.Standing taken = standing;
        standing = null;
        return taken;
    }

    /** Leaves an installation, in which all is well, to a later test. */
    void leave(Scenario.Standing left) {
        standing = left;
    }

    String kafkaAddress() {
        return kafka.bootstrapServers();
    }

    long kafkaPid() {
        return kafka.pid();
    }

    LocalPostgres postgres() {
        return postgres;
    }

    void killKafka() {
        kafka.kill();
    }

    /** On the same port and the same data. */
    void startKafka() {
        int port = kafka.port();
        kafka = LocalKafka.start(folder.resolve("kafka"), port);
        assertThat(kafka.port())
                .as("Kafka's port, which somebody else has taken")
                .isEqualTo(port);
    }

    void killPostgres() {
        postgres.kill();
    }

    /** On the same port and the same data. */
    void startPostgres() {
        int port = postgres.port();
        postgres = LocalPostgres.start(folder.resolve("postgres"), port, Lifetime.JVM, Durability.VOLATILE);
        assertThat(postgres.port())
                .as("Postgres' port, which somebody else has taken")
                .isEqualTo(port);
    }

    @Override
    public void close() {
        if (standing != null) {
            standing.installation().close();
        }
        postgres.close();
        kafka.close();
        delete(folder);
    }

    private static int anyPort() {
        return FIRST_PORT + ThreadLocalRandom.current().nextInt(PORTS);
    }

    private static Path createFolder() {
        try {
            Path created = Files.createTempDirectory("evenkeel-faults-");
            // Postgres may run as another user, who must get through.
            return Files.setPosixFilePermissions(created, PosixFilePermissions.fromString("rwx--x--x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> found = Files.walk(folder)) {
            List<Path> deepestFirst = found.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
