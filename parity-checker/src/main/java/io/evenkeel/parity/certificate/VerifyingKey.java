package io.evenkeel.parity.certificate;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;

/** An Ed25519 public key (RFC 8032), as certificates and people write it. */
record VerifyingKey(PublicKey key) {
    /** The algorithm's name, also in certificates. */
    static final String ALGORITHM = "Ed25519";

    /**
     * Reads Base64 of the key's SubjectPublicKeyInfo (RFC 8410), with or without PEM's first and last line.
     *
     * @throws IllegalArgumentException when the text is anything else
     */
    static VerifyingKey parse(String text) {
        String encoded = text.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s+", "");
        try {
            byte[] der = Base64.getDecoder().decode(encoded);
            return new VerifyingKey(KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(der)));
        } catch (IllegalArgumentException | GeneralSecurityException unusable) {
            throw new IllegalArgumentException(
                    "not an Ed25519 public key in Base64 (44 bytes of SubjectPublicKeyInfo), as"
                            + " GET /v1/parity/certificates/key gives it",
                    unusable);
        }
    }

    /** Base64 of the SubjectPublicKeyInfo. */
    String text() {
        return Base64.getEncoder().encodeToString(key.getEncoded());
    }

    /** {@code sha256:} and the first 16 hex digits of SHA-256 over the SubjectPublicKeyInfo, for people to compare. */
    String fingerprint() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
            return "sha256:" + HexFormat.of().formatHex(digest, 0, 8);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }

    /** Whether the signature is this key's over those bytes. */
    boolean verifies(byte[] signed, byte[] signature) {
        try {
            Signature verification = Signature.getInstance(ALGORITHM);
            verification.initVerify(key);
            verification.update(signed);
            return verification.verify(signature);
        } catch (GeneralSecurityException unfit) {
            // A signature of another length or form is not this key's either.
            return false;
        }
    }
}
