package io.evenkeel.parity.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyTest {
    private static final byte[] TEXT = "what is signed".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    @Test
    void isMadeOnceAndReadByItsOwnerAlone() throws IOException {
        Path file = folder.resolve("key.pem");
        SigningKey made = SigningKey.open(file);
        SigningKey again = SigningKey.open(file);
        assertThat(again.verifying()).isEqualTo(made.verifying());
        assertThat(made.verifying().verifies(TEXT, again.sign(TEXT))).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(folder).isDirectoryContaining("glob:**/key.pem");
        assertThat(folder.toFile().list()).hasSize(1);
    }

    @Test
    void aKeyThatOthersCanReadIsRefused() throws IOException {
        Path file = folder.resolve("key.pem");
        SigningKey.open(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> SigningKey.open(file))
                .isInstanceOf(SigningKey.UnusableException.class)
                .hasMessageContaining("chmod 600");
    }

    @Test
    void aDamagedFileIsNotReplaced() throws IOException {
        Path file = folder.resolve("key.pem");
        String mine = pem(SigningKey.open(file), file);
        String other = pem(SigningKey.open(folder.resolve("other.pem")), folder.resolve("other.pem"));
        int cut = mine.indexOf("-----BEGIN PUBLIC");
        String mixed = mine.substring(0, cut) + other.substring(other.indexOf("-----BEGIN PUBLIC"));
        Files.writeString(file, mixed);
        assertThatThrownBy(() -> SigningKey.open(file)).hasMessageContaining("no pair");
        Files.writeString(file, "nonsense");
        assertThatThrownBy(() -> SigningKey.open(file)).hasMessageContaining("no Ed25519 key pair");
        assertThat(file).hasContent("nonsense");
    }

    @Test
    void aPublicKeyIsReadAsPeopleWriteIt() {
        VerifyingKey key = SigningKey.open(folder.resolve("key.pem")).verifying();
        assertThat(VerifyingKey.parse(key.text())).isEqualTo(key);
        assertThat(VerifyingKey.parse("-----BEGIN PUBLIC KEY-----\n" + key.text() + "\n-----END PUBLIC KEY-----\n"))
                .isEqualTo(key);
        assertThat(key.fingerprint()).matches("sha256:[0-9a-f]{16}");
        assertThatThrownBy(() -> VerifyingKey.parse("a2V5")).hasMessageContaining("/v1/parity/certificates/key");
        assertThat(key.verifies(TEXT, new byte[3])).isFalse();
    }

    private static String pem(SigningKey opened, Path file) throws IOException {
        assertThat(opened.verifying()).isNotNull();
        return Files.readString(file);
    }
}
