package io.evenkeel.bench.writers;

import io.evenkeel.contract.store.Store;

/** A database of one trial's own. */
interface Database extends AutoCloseable {

    /** The product's view of it, which the caller closes. */
    Store open(String changesTopic);

    /** Writes what commits have left for later and contenders may have left in different amounts. Part of the work. */
    void writeBack() throws Exception;

    /** Removes it. */
    @Override
    void close() throws Exception;

    /** Makes databases that all look the same. */
    interface Source {
        Database create() throws Exception;
    }
}
