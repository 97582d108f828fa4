package io.evenkeel.embedding.engine;

import java.nio.file.Path;

/** The real model, loaded once for all tests of a JVM. */
public final class SharedModel {
    public static final OnnxEmbedder EMBEDDER = load(ModelSpec.ALL_MINILM_L6_V2);

    private SharedModel() {}

    /** Loads another model on the CPU. */
    static OnnxEmbedder load(ModelSpec spec) {
        return OnnxEmbedder.load(spec, new DevicePreference.Fixed(new Device.Cpu()), Path.of("target", "model-cache"));
    }
}
