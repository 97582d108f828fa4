package io.evenkeel.contract.store;

import io.evenkeel.contract.catalogue.Catalogue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** What every store does, in the same words for all of them. A subclass gives an empty database. */
public abstract class StoreConformance
        implements ApplyConformance,
                RefusalConformance,
                VersionConformance,
                SubtreeConformance,
                PositionConformance,
                FencingConformance,
                ReplayConformance,
                RepairConformance,
                SnapshotConformance,
                ReadConformance,
                ScanConformance {
    private @Nullable StoreUnderTest tested;

    /**
     * A database without rows for that catalogue, in which a writer may not have prepared the schema yet.
     *
     * @return opens a store on that one database at each call
     */
    protected abstract Supplier<Store> database(Catalogue catalogue);

    @Override
    public abstract boolean admitsSeveralWriters();

    @Override
    public StoreUnderTest store(Catalogue catalogue) {
        if (tested != null) {
            throw new IllegalStateException("a test has one database");
        }
        tested = new StoreUnderTest(catalogue, database(catalogue));
        return tested;
    }

    @AfterEach
    void close() {
        if (tested != null) {
            tested.close();
        }
    }
}
