package io.evenkeel.embedding;

import java.util.Locale;

/** Which device the operator wants the model to run on. */
public enum DevicePreference {
    /** CUDA where it works, else the CPU. */
    AUTO,
    /** The CPU. */
    CPU,
    /** CUDA, or the service does not start. */
    CUDA;

    /** @throws IllegalArgumentException when the text is none of {@code auto}, {@code cpu}, {@code cuda} */
    static DevicePreference parse(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "auto" -> AUTO;
            case "cpu" -> CPU;
            case "cuda" -> CUDA;
            default -> throw new IllegalArgumentException("EMBEDDING_DEVICE is auto, cpu or cuda, not '" + text + "'");
        };
    }
}
