package io.evenkeel.bench.writers;

import io.evenkeel.contract.store.Store;

/** A database of one trial's own. */
interface Database extends AutoCloseable {

    /** The product's view of it, which the caller closes. */
    Store open(String changesTopic);

    /** Removes it. */
    @Override
    void close() throws Exception;

    /** Makes databases that all look the same. */
    interface Source {
        Database create() throws Exception;
    }
}
