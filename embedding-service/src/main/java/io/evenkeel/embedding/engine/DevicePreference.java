package io.evenkeel.embedding.engine;

/** Which device the operator wants the model to run on. */
public enum DevicePreference {
    /** CUDA where it works, else the CPU. */
    AUTO,
    /** The CPU. */
    CPU,
    /** CUDA, or the service does not start. */
    CUDA
}
