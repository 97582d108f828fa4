package io.evenkeel.localstack;

/** How long a server lives that this JVM has started. */
public enum Lifetime {
    /** Stopped when this JVM ends. */
    JVM,
    /** Goes on after this JVM has ended, until it is stopped through its directory or its process id. */
    DETACHED
}
