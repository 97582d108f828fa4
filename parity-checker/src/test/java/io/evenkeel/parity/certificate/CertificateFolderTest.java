package io.evenkeel.parity.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateFolderTest {
    private static final String ID = CertifiedFlip.id(1_790_000_000_000L, 3);

    @TempDir
    Path folder;

    @Test
    void keepsCertificatesAndTheKeyOverARestart() {
        CertificateFolder before = new CertificateFolder(folder.resolve("certificates"));
        assertThat(before.find("a-certificate")).isEmpty();
        SignedCertificate issued = SignedCertificate.sign(Certified.ofAFlip(), before.key());
        before.keep(issued);
        CertificateFolder after = new CertificateFolder(folder.resolve("certificates"));
        assertThat(after.find("a-certificate")).contains(issued.text());
        assertThat(after.key().verifying()).isEqualTo(before.key().verifying());
    }

    @Test
    void keepsWhatWaitsForACertificateOverARestart() throws IOException {
        CertificateFolder before = new CertificateFolder(folder.resolve("certificates"));
        assertThat(before.awaited()).isEmpty();
        CertifiedFlip flip = Objects.requireNonNull(Certified.ofAFlip().flip());
        before.await(ID, flip);
        CertificateFolder after = new CertificateFolder(folder.resolve("certificates"));
        assertThat(after.awaited()).containsOnlyKeys(ID).containsValue(flip);
        assertThat(after.isAwaited(ID)).isTrue();
        Files.writeString(folder.resolve("certificates/damaged.flip"), "{");
        assertThat(after.awaited()).containsOnlyKeys(ID);
        after.settle(ID);
        assertThat(after.awaited()).isEmpty();
    }

    @Test
    void anIdLeadsNowhereElse() throws IOException {
        Files.writeString(folder.resolve("secret.json"), "{}");
        CertificateFolder kept = new CertificateFolder(folder.resolve("certificates"));
        kept.key();
        assertThat(kept.find("../secret")).isEmpty();
        assertThat(kept.find("signing-key.pem")).isEmpty();
        assertThat(kept.isAwaited("../secret")).isFalse();
    }
}
