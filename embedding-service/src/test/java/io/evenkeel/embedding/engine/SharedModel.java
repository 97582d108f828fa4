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

    /** Loads a small model made for a test, with the tokenizer that ships. */
    public static OnnxEmbedder loadTiny(Path file, int dimensions) {
        return load(new ModelSpec(
                "tiny",
                file.toString(),
                ModelSpec.ALL_MINILM_L6_V2.tokenizer(),
                dimensions,
                Pooling.MEAN,
                256,
                "",
                ""));
    }
}
