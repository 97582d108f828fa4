package io.evenkeel.parity.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command where it has no log to replay. */
class VerifyCertificateTest {
    @TempDir
    Path folder;

    private SigningKey key;
    private Path file;

    @BeforeEach
    void issue() throws IOException {
        key = SigningKey.open(folder.resolve("key.pem"));
        file = folder.resolve("certificate.json");
        Files.writeString(file, SignedCertificate.sign(Certified.ofAFlip(), key).text());
    }

    @Test
    void saysWhatItCouldNotDo() {
        VerifyCertificate.Result result = run(file.toString());
        assertThat(result.status()).as("a signature alone").isEqualTo(3);
        assertThat(result.document().path("held").asBoolean()).isTrue();
        assertThat(result.document().path("replayed").asBoolean()).isFalse();
        assertThat(outcome(result, "signature")).isEqualTo("held");
        assertThat(outcome(result, "key")).isEqualTo("not_done");
        assertThat(outcome(result, "log")).isEqualTo("not_done");
        assertThat(detail(result, "log")).contains("KAFKA_BOOTSTRAP_SERVERS");
        assertThat(outcome(result, "supabase")).isEqualTo("not_done");
    }

    @Test
    void aKeyIsGivenAsTextOrAsAFile() throws IOException {
        assertThat(outcome(run(file.toString(), key.verifying().text()), "key")).isEqualTo("held");
        Path given = folder.resolve("public");
        Files.writeString(given, key.verifying().text() + "\n");
        assertThat(outcome(run(file.toString(), given.toString()), "key")).isEqualTo("held");
        assertThat(run(file.toString(), "nonsense").status()).isEqualTo(2);
    }

    @Test
    void aWrongKeyFails() {
        SigningKey other = SigningKey.open(folder.resolve("other.pem"));
        VerifyCertificate.Result result = run(file.toString(), other.verifying().text());
        assertThat(result.status()).isEqualTo(1);
        assertThat(outcome(result, "signature")).isEqualTo("held");
        assertThat(outcome(result, "key")).isEqualTo("failed");
        assertThat(detail(result, "key")).contains(other.verifying().fingerprint());
        assertThat(outcome(result, "content")).isEqualTo("not_done");
    }

    @Test
    void aTamperedCertificateFails() throws IOException {
        Files.writeString(file, Files.readString(file).replace("\"rows\" : 2", "\"rows\" : 3"));
        VerifyCertificate.Result result = run(file.toString(), key.verifying().text());
        assertThat(result.status()).isEqualTo(1);
        assertThat(outcome(result, "signature")).isEqualTo("failed");
        assertThat(outcome(result, "log")).isEqualTo("not_done");
    }

    @Test
    void anotherCatalogueIsNamed() {
        VerifyCertificate.Result result = VerifyCertificate.run(
                new String[] {file.toString()},
                Map.of("EVENKEEL_PACKS", "documents", "KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1"),
                read -> {});
        assertThat(result.status()).isEqualTo(1);
        assertThat(outcome(result, "catalogue")).isEqualTo("failed");
        assertThat(detail(result, "catalogue")).contains("EVENKEEL_PACKS");
        assertThat(outcome(result, "log")).isEqualTo("not_done");
    }

    @Test
    void whatIsNoCertificateIsNamed() throws IOException {
        Path other = folder.resolve("other.json");
        Files.writeString(other, "{\"verdict\": \"verified\"}");
        VerifyCertificate.Result result = run(other.toString());
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.document().path("detail").asText()).contains("other.json", "no certificate");
        Files.write(other, new byte[] {(byte) 0xff, 1, 2});
        assertThat(run(other.toString()).document().path("detail").asText()).contains("UTF-8");
        assertThat(run(folder.resolve("nothing").toString())
                        .document()
                        .path("detail")
                        .asText())
                .contains("is not there");
        assertThat(run().status()).isEqualTo(2);
    }

    private static VerifyCertificate.Result run(String... arguments) {
        return VerifyCertificate.run(arguments, Map.of(), read -> {});
    }

    private static String outcome(VerifyCertificate.Result result, String name) {
        return check(result, name).path("outcome").asText();
    }

    private static String detail(VerifyCertificate.Result result, String name) {
        return check(result, name).path("detail").asText();
    }

    private static JsonNode check(VerifyCertificate.Result result, String name) {
        return StreamSupport.stream(result.document().path("checks").spliterator(), false)
                .filter(check -> check.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no check " + name + " in " + result.document()));
    }
}
