package io.evenkeel.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassPathTest {
    @TempDir
    Path folder;

    @Test
    void readsWhatAJarOfATestRunnerLists() throws IOException {
        Path jar = jar("booter.jar", "lib/a%20b.jar file:/classes/", "");
        assertThat(ClassPath.listedIn(jar)).containsExactly(folder.resolve("lib/a b.jar"), Path.of("/classes"));
    }

    @Test
    void keepsAJarThatHasClassesOfItsOwn() throws IOException {
        assertThat(ClassPath.listedIn(jar("library.jar", "other.jar", "A.class")))
                .isEmpty();
    }

    @Test
    void keepsFoldersAndWhatIsNotThere() {
        assertThat(ClassPath.listedIn(folder)).isEmpty();
        assertThat(ClassPath.listedIn(folder.resolve("missing.jar"))).isEmpty();
    }

    @Test
    void ofATestJvmHoldsKafkaItself() {
        assertThat(ClassPath.ofThisJvm())
                .anyMatch(path -> path.getFileName().toString().startsWith("kafka_2.13"))
                .noneMatch(path -> path.getFileName().toString().startsWith("surefirebooter"));
    }

    private Path jar(String name, String classPath, String entry) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath);
        Path jar = folder.resolve(name);
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(file, manifest)) {
            if (!entry.isEmpty()) {
                entries.putNextEntry(new JarEntry(entry));
                entries.closeEntry();
            }
        }
        return jar;
    }
}
