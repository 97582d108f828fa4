package io.evenkeel.localstack;

/** What a database does to keep committed rows. A crash of the server alone loses nothing with either. */
public enum Durability {
    /** Committed rows survive a power failure: every commit waits for the disk. */
    DURABLE,
    /** Committed rows may be lost when the machine itself fails: for tests, whose data are thrown away. */
    VOLATILE
}
