package io.evenkeel.parity.certificate;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.evenkeel.contract.value.CanonicalJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Keeps certificates, the key pair that signs them, and the decisions that still wait for theirs. Thread-safe. */
final class CertificateFolder {
    private static final Logger LOG = Logger.getLogger(CertificateFolder.class);
    private static final Pattern ID = Pattern.compile("[0-9a-z][0-9a-z-]{0,99}");
    private static final String CERTIFICATE = ".json";
    private static final String WAITING = ".flip";

    private final Path folder;
    private @Nullable SigningKey key;

    CertificateFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * The key pair, made at the first time.
     *
     * @throws SigningKey.UnusableException when it cannot be used; the message says what to do
     */
    synchronized SigningKey key() {
        SigningKey opened = key;
        if (opened == null) {
            create();
            opened = SigningKey.open(folder.resolve("signing-key.pem"));
            key = opened;
        }
        return opened;
    }

    /** The certificate of that id as it was issued. */
    Optional<String> find(String id) {
        return ID.matcher(id).matches() ? read(folder.resolve(id + CERTIFICATE)) : Optional.empty();
    }

    void keep(SignedCertificate certificate) {
        write(certificate.certificate().id() + CERTIFICATE, certificate.text());
    }

    /** Keeps that a decision is to get the certificate of that id. */
    void await(String id, CertifiedFlip flip) {
        write(id + WAITING, CertificateJson.write(flip).toString());
    }

    boolean isAwaited(String id) {
        return ID.matcher(id).matches() && Files.exists(folder.resolve(id + WAITING));
    }

    /** The decisions that wait for a certificate, by its id. */
    SortedMap<String, CertifiedFlip> awaited() {
        SortedMap<String, CertifiedFlip> awaited = new TreeMap<>();
        if (!Files.isDirectory(folder)) {
            return awaited;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(WAITING)) {
                    String id = name.substring(0, name.length() - WAITING.length());
                    read(file).flatMap(text -> flip(file, text)).ifPresent(flip -> awaited.put(id, flip));
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot read " + folder, failed);
        }
        return awaited;
    }

    /** Forgets that a decision was to get a certificate. */
    void settle(String id) {
        try {
            Files.deleteIfExists(folder.resolve(id + WAITING));
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot delete from " + folder, failed);
        }
    }

    private static Optional<CertifiedFlip> flip(Path file, String text) {
        try {
            return Optional.of(CertificateJson.read(CanonicalJson.parse(text), CertifiedFlip.class));
        } catch (JsonProcessingException | IllegalArgumentException damaged) {
            LOG.errorf("%s is damaged, and its decision gets no certificate; delete it", file);
            return Optional.empty();
        }
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot read " + file, failed);
        }
    }

    private void write(String name, String text) {
        create();
        try {
            DurableFile.write(folder.resolve(name), text);
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot write " + name + " into " + folder, failed);
        }
    }

    private void create() {
        try {
            Files.createDirectories(folder);
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot make " + folder, failed);
        }
    }
}
