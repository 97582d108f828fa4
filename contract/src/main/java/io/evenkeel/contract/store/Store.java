package io.evenkeel.contract.store;

import io.evenkeel.contract.control.Backend;

/** One database, seen from its three sides. */
public interface Store extends AutoCloseable {

    /** Which database this is. */
    Backend backend();

    /** For the owning writer alone. */
    StoreWriter writer();

    /** For applications' reads. */
    StoreReader reader();

    /** For verification. */
    StoreScanner scanner();

    /** Releases connections; the database stays. */
    @Override
    void close();
}
