package io.evenkeel.localstack;

import java.nio.file.Path;

/**
 * The servers of a test JVM: one Kafka and one Postgres, each started when first asked for and gone, data and all, when
 * the JVM ends. Tests keep apart by topic and by database. Thread-safe.
 *
 * <p>Containers are used where a Docker engine runs, else {@link LocalKafka} and {@link LocalPostgres}.
 */
public final class TestServers {
    /** Not below {@code evenkeel.}, where services check that every property is one of theirs. */
    private static final String PREFIX = "evenkeel-test-servers.";

    private TestServers() {}

    /** The broker's address, for {@code bootstrap.servers}. */
    public static String kafkaBootstrap() {
        return OncePerJvm.value(
                PREFIX + "kafka",
                () -> Containers.engineRuns()
                        ? Containers.kafka()
                        : LocalKafka.start(folder().resolve("kafka"), 0).bootstrapServers());
    }

    /**
     * A fresh database, furnished as {@link LocalPostgres#createDatabase} says.
     *
     * @return its libpq URI, as superuser
     */
    public static String createDatabase(String prefix) {
        return postgres().databases().createFresh(prefix);
    }

    /**
     * A copy of a database, in a fraction of the time that its tables take to make.
     *
     * @param database the name of one that nobody is connected to
     * @return the copy's libpq URI, as superuser
     */
    public static String copyDatabase(String database) {
        return postgres().databases().copy(database);
    }

    /** libpq URI of a role on a database of this server; an empty password is left out. */
    public static String postgresUri(String database, String user, String password) {
        return postgres().databases().uri(database, user, password);
    }

    /** Where the Postgres comes from, in words. */
    public static String postgresSource() {
        return postgres().source();
    }

    private static PostgresServer postgres() {
        return PostgresServer.parse(OncePerJvm.value(
                PREFIX + "postgres", () -> (Containers.engineRuns() ? Containers.postgres() : local()).toString()));
    }

    private static PostgresServer local() {
        LocalPostgres postgres =
                LocalPostgres.start(folder().resolve("postgres"), 0, Lifetime.JVM, Durability.VOLATILE);
        return new PostgresServer(postgres.databases(), postgres.source().describe());
    }

    private static Path folder() {
        return Path.of(OncePerJvm.value(
                PREFIX + "folder",
                () -> TemporaryFolder.create(Path.of(System.getProperty("java.io.tmpdir")))
                        .toString()));
    }

    /** A server and its source, as one line of text and back. */
    record PostgresServer(Databases databases, String source) {
        static PostgresServer parse(String line) {
            String[] fields = line.split(" ", 4);
            return new PostgresServer(
                    new Databases(fields[0], Integer.parseInt(fields[1]), fields[2].substring(1)), fields[3]);
        }

        @Override
        public String toString() {
            return databases.host() + " " + databases.port() + " :" + databases.password() + " " + source;
        }
    }
}
