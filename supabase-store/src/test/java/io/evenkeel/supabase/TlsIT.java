package io.evenkeel.supabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.contract.store.Rows;
import io.evenkeel.contract.store.StoreUnavailableException;
import io.evenkeel.localstack.LocalPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both drivers against a Postgres whose certificate, made here, is for {@code localhost} and not for its address. */
class TlsIT {
    private static final char[] PASSWORD = "password".toCharArray();

    @TempDir
    private static Path folder;

    private static LocalPostgres postgres;
    private static String uri = "";
    private static Path certificate = Path.of("");

    @BeforeAll
    static void start() throws IOException, InterruptedException, GeneralSecurityException {
        postgres = LocalPostgres.start(folder.resolve("postgres"), 0);
        uri = postgres.database("tls");
        SupabaseMigrator.apply(uri, TestDatabase.migrations(Rows.CATALOGUE));
        certificate = certify(folder.resolve("postgres").resolve("data"));
        TestDatabase.run(
                uri,
                "ALTER SYSTEM SET ssl_cert_file = 'server.crt'",
                "ALTER SYSTEM SET ssl_key_file = 'server.key'",
                "ALTER SYSTEM SET ssl = on",
                "SELECT pg_reload_conf()");
        awaitTls();
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @Test
    void encryptsWhenAsked() {
        assertThat(encrypted(uri + "?sslmode=require")).containsExactly("t", "t");
        assertThat(encrypted(uri)).containsExactly("t", "t");
        assertThat(encrypted(uri + "?sslmode=disable")).containsExactly("f", "f");
    }

    @Test
    void verifiesTheCertificate() {
        assertThat(encrypted(uri + "?sslmode=verify-ca&sslrootcert=" + certificate))
                .containsExactly("t", "t");
        refused(uri + "?sslmode=verify-ca");
        refused(uri + "?sslmode=verify-full");
    }

    @Test
    void verifiesTheHostName() {
        String full = "?sslmode=verify-full&sslrootcert=" + certificate;
        assertThat(encrypted(uri.replace("127.0.0.1", "localhost") + full)).containsExactly("t", "t");
        refused(uri + full);
    }

    /** Whether the reactive connection and the JDBC connection are encrypted. */
    private static List<String> encrypted(String address) {
        try (SupabaseStore store = SupabaseStore.open(address, Rows.CATALOGUE, TestDatabase.TOPIC)) {
            assertThat(store.reader().positions()).isEmpty();
            assertThat(store.scanner().positions()).isEmpty();
            return TestDatabase.run(
                    uri,
                    "SELECT s.ssl FROM pg_stat_ssl AS s JOIN pg_stat_activity AS a USING (pid)"
                            + " WHERE a.datname = 'tls' AND a.pid <> pg_backend_pid()");
        }
    }

    private static void refused(String address) {
        try (SupabaseStore store = SupabaseStore.open(address, Rows.CATALOGUE, TestDatabase.TOPIC)) {
            assertThatThrownBy(() -> store.reader().positions()).isInstanceOf(StoreUnavailableException.class);
            assertThatThrownBy(() -> store.scanner().positions()).isInstanceOf(StoreUnavailableException.class);
        }
    }

    private static void awaitTls() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (TestDatabase.run(uri, "SHOW ssl").equals(List.of("off"))) {
            assertThat(System.nanoTime())
                    .as("time that the server takes to load its certificate")
                    .isLessThan(deadline);
        }
    }

    /** Makes a key and a certificate in the server's data directory, and returns the certificate. */
    private static Path certify(Path data) throws IOException, InterruptedException, GeneralSecurityException {
        Path keys = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "RSA",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost",
                        "-ext",
                        "bc:c",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keys.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore store = KeyStore.getInstance(keys.toFile(), PASSWORD);
        write(
                data.resolve("server.key"),
                "PRIVATE KEY",
                store.getKey("server", PASSWORD).getEncoded());
        write(
                data.resolve("server.crt"),
                "CERTIFICATE",
                store.getCertificate("server").getEncoded());
        Path readable = folder.resolve("root.crt");
        write(readable, "CERTIFICATE", store.getCertificate("server").getEncoded());
        return readable;
    }

    private static void write(Path file, String kind, byte[] encoded) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
        Files.writeString(file, "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.setOwner(file, Files.getOwner(file.getParent()));
    }
}
