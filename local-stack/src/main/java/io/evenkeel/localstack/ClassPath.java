package io.evenkeel.localstack;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * The class path of this JVM as plain files, which a child JVM can be given. A jar that only lists others in its
 * manifest, as test runners make for long class paths and delete when they end, is replaced by what it lists.
 */
final class ClassPath {
    private ClassPath() {}

    static List<Path> ofThisJvm() {
        List<Path> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(entry).toAbsolutePath();
            List<Path> listed = listedIn(path);
            entries.addAll(listed.isEmpty() ? List.of(path) : listed);
        }
        return entries;
    }

    static List<Path> listedIn(Path jar) {
        if (!Files.isRegularFile(jar)) {
            return List.of();
        }
        try (JarFile file = new JarFile(jar.toFile())) {
            Manifest manifest = file.getManifest();
            String classPath =
                    manifest == null ? null : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            boolean holdsClasses =
                    file.stream().anyMatch(entry -> entry.getName().endsWith(".class"));
            if (classPath == null || classPath.isBlank() || holdsClasses) {
                return List.of();
            }
            List<Path> entries = new ArrayList<>();
            for (String reference : classPath.strip().split("\\s+")) {
                URI uri = jar.toUri().resolve(reference);
                entries.add(Path.of(uri));
            }
            return entries;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + jar, e);
        }
    }
}
