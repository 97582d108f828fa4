package io.evenkeel.e2e.faults;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** A disk of a few megabytes that can be filled to the last byte, and freed again. */
final class Tmpfs implements AutoCloseable {
    private final Path path;

    private Tmpfs(Path path) {
        this.path = path;
    }

    /** Aborts the test, and says so, where mounting is not permitted. */
    static Tmpfs mount(Path path, int megabytes) {
        String refused =
                run(List.of("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", path.toString()));
        if (!refused.isEmpty()) {
            abort("NOT TESTED: a full disk needs a small file system, and this user may mount none (" + refused + ")");
        }
        try {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx--x--x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Tmpfs(path);
    }

    Path path() {
        return path;
    }

    /** Takes all space that is left. */
    void fill() {
        byte[] block = new byte[1 << 12];
        try (OutputStream out = Files.newOutputStream(filler())) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            // That was the aim.
        }
    }

    /** Gives it back. */
    void free() {
        try {
            Files.deleteIfExists(filler());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        // Lazily: a process that is just ending may still have files open there.
        run(List.of("umount", "-l", path.toString()));
    }

    private Path filler() {
        return path.resolve("filler");
    }

    /** Returns what a command complains about, nothing when it succeeds. */
    private static String run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? "" : output.strip() + " ";
        } catch (IOException notThere) {
            return notThere.getMessage() + " ";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
