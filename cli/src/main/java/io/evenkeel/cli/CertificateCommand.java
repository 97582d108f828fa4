package io.evenkeel.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Has a certificate of parity issued, or verifies one. */
@Command(
        name = "certificate",
        mixinStandardHelpOptions = true,
        description = {
            "Has parity-checker sign what the log holds and whether both stores hold it, or verifies such a certificate.",
            "Verifying replays the log and needs no service: KAFKA_BOOTSTRAP_SERVERS is enough. SQLITE_PATH and"
                    + " SUPABASE_DB_URL are compared too while they stand at the certificate's positions."
        },
        footer = "Exit status: 0 issued and verified, or all that was verified held; 1 not; 2 nothing to verify; 3 the"
                + " signature held, but the log was not replayed.")
final class CertificateCommand implements Callable<Integer> {
    private static final int NOT_REPLAYED = 3;

    @Option(names = "--out", paramLabel = "FILE", description = "Where to write the certificate.")
    private @Nullable Path out;

    @Option(names = "--verify", paramLabel = "FILE", description = "Verify this certificate instead.")
    private @Nullable Path verify;

    @Option(
            names = "--key",
            paramLabel = "PUBLICKEY",
            description = "With --verify: the key that must have signed it, in Base64 or a file"
                    + " (GET /v1/parity/certificates/key of parity-checker).")
    private @Nullable String key;

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        if (verify != null) {
            if (out != null) {
                throw CommandFailure.refused("wrong-use", "--out goes with a certificate that is issued, not --verify");
            }
            return report(CertificateVerification.of(verify, key));
        }
        if (key != null) {
            throw CommandFailure.refused("wrong-use", "--key goes with --verify FILE");
        }
        return issue();
    }

    private int issue() {
        JsonNode certificate = Services.here().post(Services.Service.PARITY, "/v1/parity/certificates", Json.object());
        if (out != null) {
            try {
                Files.writeString(out, Json.print(certificate) + "\n");
            } catch (IOException unwritable) {
                throw CommandFailure.failed("not-written", "cannot write " + out + ": " + unwritable.getMessage());
            }
        }
        if (output.json() || out == null) {
            output.document(certificate);
        } else {
            output.line("certificate %s in %s", certificate.path("id").asText(), out);
            output.line(
                    "parity      %s", certificate.path("parity").path("verdict").asText());
            output.line(
                    "reason      %s", certificate.path("parity").path("reason").asText());
        }
        JsonNode parity = certificate.path("parity");
        boolean verified = parity.path("verdict").asText().equals("verified")
                && parity.path("compared").asBoolean();
        return verified ? 0 : CommandFailure.FAILED;
    }

    private int report(JsonNode report) {
        if (output.json()) {
            output.document(report);
        } else {
            output.line(
                    "certificate %s of %s",
                    report.path("id").asText(), report.path("issuedAt").asText());
            List<List<String>> checks = new ArrayList<>();
            report.path("checks")
                    .forEach(check -> checks.add(List.of(
                            check.path("name").asText(),
                            outcome(check.path("outcome").asText()),
                            check.path("detail").asText())));
            output.table(List.of("check", "", "found"), checks);
            List<List<String>> rows = new ArrayList<>();
            report.path("rows")
                    .forEach(row -> rows.add(List.of(
                            row.path("store").asText(),
                            row.path("entity").asText(),
                            row.path("workspaceId").asText(),
                            row.path("id").asText(),
                            row.path("kind").asText())));
            if (!rows.isEmpty()) {
                output.table(List.of("store", "entity", "workspace", "id", "kind"), rows);
            }
        }
        int held = report.path("replayed").asBoolean() ? 0 : NOT_REPLAYED;
        return report.path("held").asBoolean() ? held : CommandFailure.FAILED;
    }

    private static String outcome(String label) {
        return switch (label) {
            case "failed" -> "FAILED";
            case "not_done" -> "not done";
            default -> label;
        };
    }
}
