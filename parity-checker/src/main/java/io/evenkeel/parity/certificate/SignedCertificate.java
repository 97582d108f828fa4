package io.evenkeel.parity.certificate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evenkeel.contract.event.StrictJson;
import io.evenkeel.contract.value.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A certificate with its signature, which is one over the canonical text ({@link CanonicalJson}) of everything else in the
 * document, so that white space and the order of members do not matter.
 */
final class SignedCertificate {
    private static final String KEY = "key";
    private static final String SIGNATURE = "signature";

    private final ObjectNode document;
    private final Certificate certificate;
    private final VerifyingKey key;

    private SignedCertificate(ObjectNode document, Certificate certificate, VerifyingKey key) {
        this.document = document;
        this.certificate = certificate;
        this.key = key;
    }

    /** A document is no certificate; the message says why. */
    static final class NotACertificateException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotACertificateException(String message) {
            super(message);
        }
    }

    /** Signs a certificate. */
    static SignedCertificate sign(Certificate certificate, SigningKey key) {
        ObjectNode document = CertificateJson.write(certificate);
        document.put(KEY, key.verifying().text());
        document.put(SIGNATURE, Base64.getEncoder().encodeToString(key.sign(signed(document))));
        return new SignedCertificate(document, certificate, key.verifying());
    }

    /** @throws NotACertificateException when the text is anything else */
    static SignedCertificate parse(String text) {
        JsonNode json = switch (StrictJson.parse(text, "")) {
            case StrictJson.Result.Parsed parsed -> parsed.json();
            case StrictJson.Result.Refused refused ->
                throw new NotACertificateException(
                        "it is not JSON: " + refused.problem().detail());
        };
        if (!(json instanceof ObjectNode document) || !document.has("certificate")) {
            throw new NotACertificateException("it is not an object with a member 'certificate'");
        }
        if (!document.path(SIGNATURE).isTextual()) {
            throw new NotACertificateException("it has no signature");
        }
        try {
            return new SignedCertificate(
                    document,
                    CertificateJson.read(document, Certificate.class),
                    VerifyingKey.parse(document.path(KEY).asText()));
        } catch (JsonProcessingException unreadable) {
            Throwable cause = unreadable.getCause();
            throw new NotACertificateException(
                    cause == null ? unreadable.getOriginalMessage() : String.valueOf(cause.getMessage()));
        } catch (IllegalArgumentException noKey) {
            throw new NotACertificateException("its key is " + noKey.getMessage());
        }
    }

    Certificate certificate() {
        return certificate;
    }

    /** The key that it says has signed it, which anybody could write there: compare it with one that you trust. */
    VerifyingKey key() {
        return key;
    }

    /** The document, for people and files. */
    String text() {
        return document.toPrettyString() + "\n";
    }

    /** Whether nothing was changed since the holder of {@link #key()} signed it. */
    boolean signatureHolds() {
        try {
            return key.verifies(
                    signed(document),
                    Base64.getDecoder().decode(document.path(SIGNATURE).asText()));
        } catch (IllegalArgumentException noBase64) {
            return false;
        }
    }

    private static byte[] signed(ObjectNode document) {
        ObjectNode signed = document.deepCopy();
        signed.remove(SIGNATURE);
        return CanonicalJson.write(signed).getBytes(StandardCharsets.UTF_8);
    }
}
