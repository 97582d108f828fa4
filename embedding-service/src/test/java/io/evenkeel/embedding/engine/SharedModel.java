package io.evenkeel.embedding.engine;

import java.nio.file.Path;

/** The real model, loaded once for all tests of a JVM. */
public final class SharedModel {
    public static final MiniLmEmbedder EMBEDDER =
            MiniLmEmbedder.load(DevicePreference.CPU, Path.of("target", "model-cache"));

    private SharedModel() {}
}
