package io.evenkeel.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** A folder with Postgres programs and the vector extension. */
record PostgresHome(Path programs, int major, PostgresSource source) {
    private static final Path DEBIAN_HOMES = Path.of("/usr/lib/postgresql");
    private static final Path DEBIAN_SHARED = Path.of("/usr/share/postgresql");

    /** The newest major version that fits the data, or any if there are none yet: of this machine, else our own. */
    static PostgresHome forData(Path data, Unprivileged user) {
        OptionalInt wanted = majorOf(data);
        return installed(DEBIAN_HOMES, DEBIAN_SHARED)
                .filter(home -> wanted.isEmpty() || home.major() == wanted.getAsInt())
                .orElseGet(() -> bundledFor(wanted, data, user));
    }

    private static PostgresHome bundledFor(OptionalInt wanted, Path data, Unprivileged user) {
        if (wanted.isPresent() && wanted.getAsInt() != BundledPostgres.MAJOR) {
            throw new LocalStackException("The data in " + data + " belong to Postgres " + wanted.getAsInt()
                    + ", which this machine does not have with pgvector. Install postgresql-" + wanted.getAsInt()
                    + "-pgvector, or start with another data folder.");
        }
        return BundledPostgres.get(user);
    }

    /** Where the server came from that runs on the data, as its own note of its command line says. */
    static PostgresSource sourceOfRunning(Path data) {
        Path options = data.resolve("postmaster.opts");
        try {
            String commandLine = Files.readString(options);
            Path home = Path.of(commandLine.substring(0, commandLine.indexOf(" \"-D\"")))
                    .resolve("../..")
                    .normalize();
            return home.startsWith(DEBIAN_HOMES)
                    ? new PostgresSource.Installed(home)
                    : new PostgresSource.Bundled(home);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + options, e);
        }
    }

    static OptionalInt majorOf(Path data) {
        Path version = data.resolve("PG_VERSION");
        try {
            return Files.exists(version)
                    ? OptionalInt.of(Integer.parseInt(Files.readString(version).strip()))
                    : OptionalInt.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + version, e);
        }
    }

    /** The newest Postgres laid out as Debian does that has the extension. */
    static Optional<PostgresHome> installed(Path homes, Path shared) {
        if (!Files.isDirectory(homes)) {
            return Optional.empty();
        }
        try (Stream<Path> folders = Files.list(homes)) {
            List<Path> candidates = folders.filter(
                            home -> home.getFileName().toString().matches("\\d+"))
                    .filter(home -> Files.isExecutable(home.resolve("bin/postgres")))
                    .filter(home ->
                            Files.exists(shared.resolve(home.getFileName()).resolve("extension/vector.control")))
                    .toList();
            return candidates.stream()
                    .map(home -> new PostgresHome(
                            home.resolve("bin"),
                            Integer.parseInt(home.getFileName().toString()),
                            new PostgresSource.Installed(home)))
                    .max(Comparator.comparingInt(PostgresHome::major));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + homes, e);
        }
    }

    String program(String name) {
        return programs.resolve(name).toString();
    }
}
