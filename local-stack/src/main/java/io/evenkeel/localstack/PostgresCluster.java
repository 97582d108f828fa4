package io.evenkeel.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** The data that Postgres keeps in a folder, and the user that its server runs as. */
record PostgresCluster(Path home, Unprivileged user) {
    /** {@code pg_hba.conf}: who may connect and how. */
    private static final String ACCESS = """
            host  all          postgres  127.0.0.1/32  trust
            host  replication  postgres  127.0.0.1/32  trust
            host  all          all       127.0.0.1/32  scram-sha-256
            host  replication  all       127.0.0.1/32  scram-sha-256
            """;

    /** Makes the folder ready for a server and says which programs fit it. */
    PostgresHome prepare() {
        try {
            Files.createDirectories(home);
            user.requireAccess(home);
            PostgresHome programs = PostgresHome.forData(data(), user);
            user.requireAccess(programs.programs());
            if (PostgresHome.majorOf(data()).isEmpty()) {
                initialise(programs);
            }
            user.own(data());
            removeStalePidFile();
            return programs;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot prepare " + data(), e);
        }
    }

    private Path data() {
        return home.resolve("data");
    }

    /** The command that serves this data on a port of 127.0.0.1. */
    List<String> command(PostgresHome programs, int port, Durability durability) {
        List<String> command = new ArrayList<>(List.of(
                programs.program("postgres"),
                "-D",
                data().toString(),
                "-p",
                Integer.toString(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories="));
        command.addAll(new PostgresSettings(durability).arguments());
        return user.command(command);
    }

    /** In a folder beside, which is then renamed: a crash in the middle leaves nothing that looks like data. */
    private void initialise(PostgresHome programs) throws IOException {
        Path fresh = home.resolve("data.new");
        if (Files.exists(fresh)) {
            Folders.delete(fresh);
        }
        Files.createDirectory(fresh);
        user.own(fresh);
        Commands.Outcome outcome = Commands.run(user.command(List.of(
                programs.program("initdb"),
                "--pgdata=" + fresh,
                "--username=" + Databases.SUPERUSER,
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync")));
        if (!outcome.succeeded()) {
            throw new LocalStackException("Cannot create a database cluster in " + data() + ": " + outcome.output());
        }
        Files.writeString(fresh.resolve("pg_hba.conf"), ACCESS);
        Files.move(fresh, data(), StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * After a crash, Postgres takes the process id in its own lock file for a living server if any process has that id
     * now. Where that one is no Postgres, the file is stale; else Postgres judges for itself.
     */
    private void removeStalePidFile() throws IOException {
        Path file = data().resolve("postmaster.pid");
        if (Files.exists(file)) {
            long pid = Long.parseLong(Files.readAllLines(file).getFirst().strip());
            if (ServerProcess.find(pid, "postgres").isEmpty()) {
                Files.delete(file);
            }
        }
    }
}
