package io.evenkeel.e2e.faults;

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
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One Kafka and one Postgres for all tests of this JVM, as processes that tests may kill and start again. Tests keep apart
 * by topics and databases.
 */
final class Servers implements AutoCloseable {
    private final Path folder;
    private LocalKafka kafka;
    private LocalPostgres postgres;

    private Servers() {
        folder = createFolder();
        kafka = LocalKafka.start(folder.resolve("kafka"), 0);
        postgres = LocalPostgres.start(folder.resolve("postgres"), 0, Lifetime.JVM, Durability.VOLATILE);
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
        kafka = LocalKafka.start(folder.resolve("kafka"), kafka.port());
    }

    void killPostgres() {
        postgres.kill();
    }

    /** On the same port and the same data. */
    void startPostgres() {
        postgres = LocalPostgres.start(folder.resolve("postgres"), postgres.port(), Lifetime.JVM, Durability.VOLATILE);
    }

    @Override
    public void close() {
        postgres.close();
        kafka.close();
        delete(folder);
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
