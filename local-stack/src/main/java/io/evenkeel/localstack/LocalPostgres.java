package io.evenkeel.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A Postgres server with pgvector as a process of its own, which listens on 127.0.0.1 only. Superuser {@code postgres}
 * needs no password; every other role does.
 *
 * <p>Its directory holds {@code data/} and {@code postgres.log}. Rows survive a stop, a kill and a new start on the same
 * directory. Not thread-safe, except for the creation of databases.
 */
public final class LocalPostgres implements AutoCloseable {
    private static final Duration START_PATIENCE = Duration.ofSeconds(60);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);

    /** Leading lines of {@code pg_hba.conf}: who may connect and how. */
    private static final String ACCESS = """
            host  all          postgres  127.0.0.1/32  trust
            host  replication  postgres  127.0.0.1/32  trust
            host  all          all       127.0.0.1/32  scram-sha-256
            host  replication  all       127.0.0.1/32  scram-sha-256
            """;

    private final ServerProcess process;
    private final Databases databases;
    private final PostgresSource source;

    private LocalPostgres(ServerProcess process, int port, PostgresSource source) {
        this.process = process;
        this.databases = new Databases("127.0.0.1", port, "");
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
        Path home = directory.toAbsolutePath();
        Optional<LocalPostgres> running = running(home);
        if (running.isPresent()) {
            return running.get();
        }
        Path data = home.resolve("data");
        PostgresHome programs = PostgresHome.forData(data);
        Unprivileged user = Unprivileged.detect();
        prepare(data, programs, user);

        int port = Ports.freePort(preferredPort);
        Path log = home.resolve("postgres.log");
        List<String> command = new ArrayList<>(List.of(
                programs.program("postgres"),
                "-D",
                data.toString(),
                "-p",
                Integer.toString(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories="));
        command.addAll(new PostgresSettings(durability).arguments());
        ServerProcess process = ServerProcess.start(user.command(command), log);
        LocalPostgres postgres = new LocalPostgres(process, port, programs.source());
        RunningServer.of(process, port).write(home);
        if (lifetime == Lifetime.JVM) {
            StopAtExit.register(process, postgres::close);
        }
        postgres.awaitAnswer(log);
        return postgres;
    }

    /** The server that runs on a directory, whoever started it. */
    public static Optional<LocalPostgres> running(Path directory) {
        Path home = directory.toAbsolutePath();
        return RunningServer.find(home)
                .map(server -> new LocalPostgres(
                        server.process(),
                        server.port(),
                        PostgresHome.forData(home.resolve("data")).source()));
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
        return process.pid();
    }

    /** The port that clients connect to. */
    public int port() {
        return databases.port();
    }

    /** Stops the server cleanly, ending its connections; by force if it has not stopped after 30 seconds. */
    @Override
    public void close() {
        StopAtExit.forget(process);
        process.stop(ServerProcess.Signal.INT, STOP_PATIENCE);
    }

    /** Ends the server at once (SIGKILL), as a crash would. */
    public void kill() {
        StopAtExit.forget(process);
        process.kill();
    }

    private static void prepare(Path data, PostgresHome programs, Unprivileged user) {
        try {
            Files.createDirectories(data);
            Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
            if (!Files.exists(data.resolve("PG_VERSION"))) {
                user.own(data);
                initialise(data, programs, user);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot prepare " + data, e);
        }
    }

    private static void initialise(Path data, PostgresHome programs, Unprivileged user) throws IOException {
        Commands.Outcome outcome = Commands.run(user.command(List.of(
                programs.program("initdb"),
                "--pgdata=" + data,
                "--username=" + Databases.SUPERUSER,
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync")));
        if (!outcome.succeeded()) {
            throw new LocalStackException("Cannot create a database cluster in " + data + ": " + outcome.output());
        }
        Files.writeString(data.resolve("pg_hba.conf"), ACCESS);
    }

    private void awaitAnswer(Path log) {
        long deadline = System.nanoTime() + START_PATIENCE.toNanos();
        while (!answers()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                kill();
                throw new LocalStackException(
                        "Postgres did not start. The end of its log, " + log + ":\n" + ServerProcess.endOf(log));
            }
            process.awaitExit(Duration.ofMillis(50));
        }
    }

    private boolean answers() {
        try (Connection connection = databases.connect("postgres")) {
            return connection.isValid(1);
        } catch (SQLException notYet) {
            return false;
        }
    }
}
