package io.evenkeel.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.evenkeel.localstack.BuiltService;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
                new BuiltService(Stack.home(), "parity-checker").classPath(),
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
}
