package io.evenkeel.embedding;

import java.nio.file.Path;

/** The real model, loaded once for all tests of a JVM. */
final class SharedModel {
    static final MiniLmEmbedder EMBEDDER = MiniLmEmbedder.load(DevicePreference.CPU, Path.of("target", "model-cache"));

    private SharedModel() {}
}
