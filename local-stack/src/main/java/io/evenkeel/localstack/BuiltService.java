package io.evenkeel.localstack;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A service as the build left it in its module's directory.
 *
 * <p>It runs on a plain class path, as from {@code java -jar} of Quarkus' older layout, since only then a JVM can keep an
 * archive of the classes that it loaded: a start with it takes half as long. The first clean stop of a service writes the
 * archive beside the build, and a JVM that it does not fit starts without it.
 *
 * @param home the directory of the project
 * @param module the service's module
 */
public record BuiltService(Path home, String module) {
    private static final String MAIN = "io.quarkus.runner.GeneratedMain";

    /**
     * The command that runs it.
     *
     * @param options of the JVM
     * @throws LocalStackException if it is not built
     */
    public List<String> command(String... options) {
        List<String> command = new ArrayList<>(List.of(java().toString(), "-XX:+UseSerialGC"));
        command.addAll(List.of(options));
        command.addAll(List.of(
                "-XX:+AutoCreateSharedArchive",
                "-XX:SharedArchiveFile=" + target().resolve(module + ".jsa"),
                // An archive that no longer fits is made anew, which is nothing to warn of.
                "-Xlog:disable",
                "-Xlog:all=error:stderr",
                "--enable-native-access=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-cp",
                classPath(),
                MAIN));
        return command;
    }

    /**
     * Its classes and libraries, for another program of its.
     *
     * @throws LocalStackException if it is not built
     */
    public String classPath() {
        Path app = target().resolve("quarkus-app");
        if (!Files.exists(app.resolve("quarkus-run.jar"))) {
            throw new LocalStackException(app + " is missing or incomplete; run ./evenkeel, which builds it");
        }
        // What Quarkus has changed in a library's classes stands before the library.
        return Stream.of("quarkus", "app", "lib/boot", "lib/main")
                .map(folder -> app.resolve(folder) + "/*")
                .collect(Collectors.joining(File.pathSeparator));
    }

    private Path target() {
        return home.resolve(module).resolve("target");
    }

    private static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }
}
