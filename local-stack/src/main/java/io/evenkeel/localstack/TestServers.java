package io.evenkeel.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The servers of a test JVM: one Kafka and one Postgres, each started when first asked for and gone, data and all, when
 * the JVM ends. Tests keep apart by topic and by database. Thread-safe.
 *
 * <p>Containers are used where a Docker engine runs, else {@link LocalKafka} and {@link LocalPostgres}.
 */
public final class TestServers {
    private TestServers() {}

    /** The broker's address, for {@code bootstrap.servers}. */
    public static String kafkaBootstrap() {
        return KafkaHolder.BOOTSTRAP;
    }

    /**
     * A fresh database, furnished as {@link LocalPostgres#createDatabase} says.
     *
     * @return its libpq URI, as superuser
     */
    public static String createDatabase(String prefix) {
        return PostgresHolder.SERVER.databases().createFresh(prefix);
    }

    /** libpq URI of a role on a database of this server; an empty password is left out. */
    public static String postgresUri(String database, String user, String password) {
        return PostgresHolder.SERVER.databases().uri(database, user, password);
    }

    /** Where the Postgres comes from. */
    public static PostgresSource postgresSource() {
        return PostgresHolder.SERVER.source();
    }

    private static final class KafkaHolder {
        static final String BOOTSTRAP = Containers.engineRuns()
                ? Containers.kafka()
                : LocalKafka.start(TemporaryFolder.PATH.resolve("kafka"), 0).bootstrapServers();
    }

    private static final class PostgresHolder {
        static final PostgresServer SERVER = Containers.engineRuns() ? Containers.postgres() : local();

        private static PostgresServer local() {
            LocalPostgres postgres =
                    LocalPostgres.start(TemporaryFolder.PATH.resolve("postgres"), 0, Lifetime.JVM, Durability.VOLATILE);
            return new PostgresServer(postgres.databases(), postgres.source());
        }
    }

    record PostgresServer(Databases databases, PostgresSource source) {}

    private static final class TemporaryFolder {
        static final Path PATH = create();

        private static Path create() {
            try {
                Path folder = Files.createTempDirectory("evenkeel-");
                // Where we are root, Postgres may have to run as somebody else, who must get through.
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
                StopAtExit.deleteAfterwards(folder);
                return folder;
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot create a temporary folder", e);
            }
        }
    }
}
