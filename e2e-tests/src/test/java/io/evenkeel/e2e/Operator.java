package io.evenkeel.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Somebody at a shell, in a working folder: runs the built command as a process of its own. */
final class Operator {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(8);

    private final Path folder;

    Operator(Path folder) {
        this.folder = folder;
    }

    /**
     * What a command came to.
     *
     * @param exit its exit status
     * @param out standard output
     * @param err standard error
     */
    record Result(int exit, String out, String err) {
        JsonNode json() {
            try {
                return JSON.readTree(out);
            } catch (IOException malformed) {
                throw new UncheckedIOException("not JSON: " + out + err, malformed);
            }
        }
    }

    Path folder() {
        return folder;
    }

    Result run(String... arguments) {
        Started command = start(arguments);
        try {
            if (!command.process().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                command.process().destroyForcibly();
                throw new AssertionError("no end after " + PATIENCE + ": " + List.of(arguments) + "\n" + command.err());
            }
            return new Result(command.process().exitValue(), command.out(), command.err());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A command that may still run, and where its output goes. */
    record Started(Process process, Path outFile, Path errFile) {
        String out() {
            return read(outFile);
        }

        String err() {
            return read(errFile);
        }

        private static String read(Path file) {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Runs a command without waiting for its end. */
    Started start(String... arguments) {
        try {
            Path home = Path.of(System.getProperty("evenkeel.home"));
            Path out = Files.createTempFile(folder, "out", ".txt");
            Path err = Files.createTempFile(folder, "err", ".txt");
            Process process = new ProcessBuilder(command(home, arguments))
                    .directory(folder.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            return new Started(process, out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> command(Path home, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+AutoCreateSharedArchive",
                "-XX:SharedArchiveFile=" + home.resolve("e2e-tests/target/cli.jsa"),
                "-Xlog:disable",
                "-Dslf4j.internal.verbosity=ERROR",
                "-Devenkeel.home=" + home,
                "-cp",
                home.resolve("cli/target/cli.jar") + ":" + home.resolve("cli/target/lib") + "/*",
                "io.evenkeel.cli.Evenkeel"));
        command.addAll(List.of(arguments));
        return command;
    }
}
