package io.evenkeel.localstack;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

/**
 * A Postgres server with pgvector as a process of its own, which listens on 127.0.0.1 only. Superuser {@code postgres}
 * needs no password; every other role does.
 *
 * <p>Its directory holds {@code data/} and {@code postgres.log}. Rows survive a stop, a kill and a new start on the same
 * directory. Not thread-safe, except for the creation of databases.
 */
public final class LocalPostgres implements AutoCloseable {
    private static final ServerProcess.Signal FAST_SHUTDOWN = ServerProcess.Signal.INT;

    private final RunningServer server;
    private final Databases databases;
    private final PostgresSource source;

    private LocalPostgres(RunningServer server, PostgresSource source) {
        this.server = server;
        this.databases = onPort(server.port());
        this.source = source;
    }

    /**
     * Starts a durable server that ends with this JVM, and waits until it answers. The first start on a machine may
     * prepare the server's programs, which takes longer.
     *
     * @param preferredPort the port to listen on; another free one is taken if this one is in use or 0
     * @throws LocalStackException if it cannot be prepared or does not answer; the message says what to do
     */
    public static LocalPostgres start(Path directory, int preferredPort) {
        return start(directory, preferredPort, Lifetime.JVM, Durability.DURABLE);
    }

    /**
     * Like {@link #start(Path, int)}, for a given lifetime and durability. A server that already runs on the directory
     * is returned as it is.
     */
    public static LocalPostgres start(Path directory, int preferredPort, Lifetime lifetime, Durability durability) {
        return start(directory, preferredPort, lifetime, durability, Unprivileged.detect());
    }

    static LocalPostgres start(
            Path directory, int preferredPort, Lifetime lifetime, Durability durability, Unprivileged user) {
        Path home = directory.toAbsolutePath();
        return running(home).orElseGet(() -> {
            PostgresCluster cluster = new PostgresCluster(home, user);
            PostgresHome programs = cluster.prepare();
            Launch launch =
                    new Launch("Postgres", home, home.resolve("postgres.log"), Map.of(), FAST_SHUTDOWN, lifetime);
            RunningServer server = launch.run(
                    preferredPort, port -> cluster.command(programs, port, durability), LocalPostgres::answers);
            return new LocalPostgres(server, programs.source());
        });
    }

    /** The server that runs on a directory, whoever started it. */
    public static Optional<LocalPostgres> running(Path directory) {
        Path home = directory.toAbsolutePath();
        return RunningServer.find(home)
                .map(server -> new LocalPostgres(server, PostgresHome.sourceOfRunning(home.resolve("data"))));
    }

    /** Stops the server of this process id cleanly; does nothing if there is no such process or it is not a Postgres. */
    public static void stop(long pid) {
        ServerProcess.find(pid, "postgres").ifPresent(process -> process.stop(FAST_SHUTDOWN));
    }

    /** JDBC URL of the superuser on database {@code postgres}. */
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/postgres?user=" + Databases.SUPERUSER;
    }

    /** libpq URI of the superuser on database {@code postgres}. */
    public String uri() {
        return databases.uri("postgres");
    }

    /** libpq URI of a role; an empty password is left out. */
    public String uri(String database, String user, String password) {
        return databases.uri(database, user, password);
    }

    /**
     * Creates a database of a new name that has what Supabase's have: extension {@code vector} in schema {@code
     * extensions}, which is on the search path; the roles {@code anon}, {@code authenticated}, {@code service_role} and
     * {@code authenticator}; {@code auth.jwt()}, {@code auth.uid()} and {@code auth.role()}.
     *
     * @return its libpq URI, as superuser
     */
    public String createDatabase(String prefix) {
        return databases.createFresh(prefix);
    }

    /** Like {@link #createDatabase}, for the database of exactly this name, which is created if there is none. */
    public String database(String name) {
        return databases.createIfAbsent(name);
    }

    Databases databases() {
        return databases;
    }

    /** Where the server's programs come from. */
    public PostgresSource source() {
        return source;
    }

    /** The id of the server's main process. */
    public long pid() {
        return server.process().pid();
    }

    /** The port that clients connect to. */
    public int port() {
        return server.port();
    }

    /** Stops the server cleanly, ending its connections; by force if it has not stopped after 30 seconds. */
    @Override
    public void close() {
        StopAtExit.forget(server.process());
        server.process().stop(FAST_SHUTDOWN);
    }

    /** Ends the server at once (SIGKILL), as a crash would. */
    public void kill() {
        StopAtExit.forget(server.process());
        server.process().kill();
    }

    private static Databases onPort(int port) {
        return new Databases("127.0.0.1", port, "");
    }

    private static boolean answers(int port) {
        try (Connection connection = onPort(port).connect(Databases.SUPERUSER)) {
            return connection.isValid(1);
        } catch (SQLException notYet) {
            return false;
        }
    }
}
