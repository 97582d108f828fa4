package io.evenkeel.embedding.engine;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A model's two files. Those of the class path are unpacked, because the engine reads files only.
 *
 * @param model the ONNX model
 * @param modelSha256 its digest, hex; of the weights too where they stand in files of their own
 * @param tokenizer the tokenizer's JSON
 * @param tokenizerSha256 its digest, hex
 */
record ModelFiles(Path model, String modelSha256, Path tokenizer, String tokenizerSha256) {
    private static final String CLASS_PATH = "classpath:";

    /** A file, with its digest. */
    private record Found(Path file, String sha256) {}

    /**
     * Finds the files, and unpacks what is not there yet; names of unpacked files carry the digest, so that several
     * versions and several processes can share the folder.
     *
     * @param cache where to unpack
     * @throws EmbeddingException when a file cannot be read, or the folder cannot be written
     */
    static ModelFiles of(ModelSpec spec, Path cache) {
        Found model = find("EMBEDDING_MODEL_FILE", spec.file(), cache);
        Found tokenizer = find("EMBEDDING_MODEL_TOKENIZER", spec.tokenizer(), cache);
        return new ModelFiles(model.file(), withWeights(spec, model), tokenizer.file(), tokenizer.sha256());
    }

    /** The model's digest; of its file and those of its weights, where it keeps them apart. */
    private static String withWeights(ModelSpec spec, Found model) {
        String reading = model.file().toString();
        try {
            List<String> names = ExternalWeights.of(model.file());
            if (names.isEmpty()) {
                return model.sha256();
            }
            if (spec.file().startsWith(CLASS_PATH)) {
                throw new EmbeddingException(
                        "EMBEDDING_MODEL_FILE is \"" + spec.file() + "\", which keeps its weights in " + names
                                + "; such a model must lie in a folder, not on the class path");
            }
            MessageDigest digest = sha256();
            digest.update(model.sha256().getBytes(StandardCharsets.UTF_8));
            for (String name : names) {
                reading = model.file().resolveSibling(name).toString();
                digest.update(("\n" + name + " " + digest(reading)).getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException unreadable) {
            throw new EmbeddingException(
                    "EMBEDDING_MODEL_FILE is \"" + spec.file() + "\", but " + reading + " cannot be read (" + unreadable
                            + ")",
                    unreadable);
        }
    }

    private static Found find(String setting, String location, Path cache) {
        String sha256;
        try {
            sha256 = digest(location);
        } catch (IOException unreadable) {
            throw new EmbeddingException(
                    setting + " is \"" + location + "\", which cannot be read (" + unreadable
                            + "); name a file, or classpath: and a resource of an artifact on the class path",
                    unreadable);
        }
        if (!location.startsWith(CLASS_PATH)) {
            return new Found(Path.of(location), sha256);
        }
        try {
            return new Found(unpack(location, sha256, cache), sha256);
        } catch (IOException failed) {
            throw new EmbeddingException(
                    "cannot unpack the model to " + cache + "; set EMBEDDING_CACHE_DIR to a folder that can be written",
                    failed);
        }
    }

    private static String digest(String location) throws IOException {
        try (DigestInputStream in = new DigestInputStream(open(location), sha256())) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }

    private static Path unpack(String location, String sha256, Path cache) throws IOException {
        Files.createDirectories(cache);
        String name = location.substring(Math.max(location.lastIndexOf('/'), CLASS_PATH.length() - 1) + 1);
        Path file = cache.resolve(sha256.substring(0, 16) + "-" + name);
        if (Files.exists(file)) {
            return file;
        }
        Path partial = Files.createTempFile(cache, name, ".partial");
        try (InputStream in = open(location)) {
            Files.copy(in, partial, StandardCopyOption.REPLACE_EXISTING);
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(partial);
        }
        return file;
    }

    private static InputStream open(String location) throws IOException {
        if (!location.startsWith(CLASS_PATH)) {
            return new BufferedInputStream(Files.newInputStream(Path.of(location)), 1 << 16);
        }
        InputStream in = ModelFiles.class.getClassLoader().getResourceAsStream(location.substring(CLASS_PATH.length()));
        if (in == null) {
            throw new IOException("no such resource on the class path");
        }
        return in;
    }
}
