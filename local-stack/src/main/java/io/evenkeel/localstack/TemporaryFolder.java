package io.evenkeel.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A folder for servers, each in a directory of its own below it, that is gone when this JVM and they have ended. */
public final class TemporaryFolder {
    private TemporaryFolder() {}

    /** A new folder below an existing one. */
    public static Path create(Path parent) {
        try {
            Path folder = Files.createTempDirectory(parent, "evenkeel-");
            // Where we are root, Postgres may have to run as somebody else, who must get through.
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
            Guard.deleteAtEnd(folder);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create a temporary folder in " + parent, e);
        }
    }
}
