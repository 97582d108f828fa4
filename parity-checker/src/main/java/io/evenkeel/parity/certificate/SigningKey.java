package io.evenkeel.parity.certificate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/** The key pair that signs certificates, kept in a file that its owner alone may read. Thread-safe. */
final class SigningKey {
    private static final Logger LOG = Logger.getLogger(SigningKey.class);
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Pattern PEM = Pattern.compile("-----BEGIN ([A-Z ]+)-----([^-]+)-----END \\1-----");

    private final PrivateKey key;
    private final VerifyingKey verifying;

    private SigningKey(PrivateKey key, VerifyingKey verifying) {
        this.key = key;
        this.verifying = verifying;
    }

    /** The key pair cannot be used; the message says what to do. */
    static final class UnusableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnusableException(String message) {
            super(message);
        }
    }

    /**
     * The key pair of a file, made at the first time.
     *
     * @throws UnusableException when others may read the file, or it holds no key pair
     */
    static SigningKey open(Path file) {
        try {
            if (!Files.exists(file)) {
                create(file);
            }
            if (posix(file) && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
                throw new UnusableException(file
                        + " can be read by others than its owner, so that its signatures prove nothing: chmod 600 it, or,"
                        + " where somebody may have read it, delete it, and a new key pair is made");
            }
            return read(file);
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot read or make the key pair " + file, failed);
        }
    }

    /** The public half. */
    VerifyingKey verifying() {
        return verifying;
    }

    /** Signs bytes. */
    byte[] sign(byte[] bytes) {
        try {
            Signature signature = Signature.getInstance(VerifyingKey.ALGORITHM);
            signature.initSign(key);
            signature.update(bytes);
            return signature.sign();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK signs with Ed25519", missing);
        }
    }

    private static void create(Path file) throws IOException {
        KeyPair pair;
        try {
            pair = KeyPairGenerator.getInstance(VerifyingKey.ALGORITHM).generateKeyPair();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK makes Ed25519 keys", missing);
        }
        String text = pem("PRIVATE KEY", pair.getPrivate().getEncoded())
                + pem("PUBLIC KEY", pair.getPublic().getEncoded());
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.deleteIfExists(next);
        if (posix(file.resolveSibling("."))) {
            Files.createFile(next, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        }
        Files.writeString(next, text);
        DurableFile.moveInto(next, file);
        LOG.infof("made the key pair that signs certificates: %s", file);
    }

    private static SigningKey read(Path file) throws IOException {
        PrivateKey key = null;
        VerifyingKey verifying = null;
        Matcher blocks = PEM.matcher(Files.readString(file, StandardCharsets.US_ASCII));
        try {
            while (blocks.find()) {
                if (blocks.group(1).equals("PRIVATE KEY")) {
                    byte[] der = Base64.getMimeDecoder().decode(blocks.group(2));
                    key = KeyFactory.getInstance(VerifyingKey.ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(der));
                } else if (blocks.group(1).equals("PUBLIC KEY")) {
                    verifying = VerifyingKey.parse(blocks.group(2));
                }
            }
        } catch (IllegalArgumentException | GeneralSecurityException damaged) {
            key = null;
        }
        if (key == null || verifying == null) {
            throw new UnusableException(
                    file + " holds no Ed25519 key pair in PEM; delete it, and a new one is made, or restore it");
        }
        SigningKey pair = new SigningKey(key, verifying);
        byte[] probe = {1};
        if (!verifying.verifies(probe, pair.sign(probe))) {
            throw new UnusableException(file + " holds two keys that are no pair; restore it, or delete it");
        }
        return pair;
    }

    private static boolean posix(Path path) throws IOException {
        return Files.getFileStore(path).supportsFileAttributeView("posix");
    }

    private static String pem(String name, byte[] der) {
        return "-----BEGIN " + name + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + name + "-----\n";
    }
}
