package io.evenkeel.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a certificate with parity-checker's own code, in a process of its own: a running checker is neither needed nor
 * asked.
 */
final class CertificateVerification {
    private static final String MAIN = "io.evenkeel.parity.certificate.VerifyCertificate";
    private static final int REFUSED = 2;

    private CertificateVerification() {}

    /**
     * The report.
     *
     * @throws CommandFailure when there was nothing to verify
     */
    static JsonNode of(Path certificate, @Nullable String key) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-cp",
                classes(Stack.home().resolve("parity-checker/target/quarkus-app")),
                MAIN,
                certificate.toString()));
        if (key != null) {
            command.add(key);
        }
        ProcessBuilder process = new ProcessBuilder(command).redirectError(Redirect.INHERIT);
        environment(process.environment());
        try {
            Process running = process.start();
            String printed = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = running.waitFor();
            JsonNode answer = Json.parse(printed, "what the verification printed");
            if (status == REFUSED) {
                throw CommandFailure.of(CommandFailure.REFUSED, answer);
            }
            return answer;
        } catch (IOException failed) {
            throw CommandFailure.failed("not-started", "the verification did not start: " + failed.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw CommandFailure.failed("interrupted", "interrupted while verifying");
        }
    }

    /** The stack's settings under the user's own; the stack's database by the role that reads. */
    private static void environment(Map<String, String> environment) {
        Map<String, String> stack = EnvFile.read(Path.of(".evenkeel", "env"));
        String reader = stack.get("EVENKEEL_CHECKER_DB_URL");
        if (reader != null) {
            environment.putIfAbsent("SUPABASE_DB_URL", reader);
        }
        stack.forEach(environment::putIfAbsent);
    }

    private static String classes(Path app) {
        try (Stream<Path> files = Files.isDirectory(app) ? Files.walk(app) : Stream.empty()) {
            String jars = files.map(Path::toString)
                    .filter(path -> path.endsWith(".jar"))
                    .filter(path -> !path.endsWith("quarkus-run.jar") && !path.contains("lib/deployment"))
                    .collect(Collectors.joining(File.pathSeparator));
            if (jars.isEmpty()) {
                throw CommandFailure.failed("not-built", app + " is missing; run ./evenkeel, which builds it");
            }
            return jars;
        } catch (IOException unreadable) {
            throw CommandFailure.failed("not-built", "cannot read " + app + ": " + unreadable.getMessage());
        }
    }
}
