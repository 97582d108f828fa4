package io.evenkeel.sqlite;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.store.Store;
import io.evenkeel.contract.store.StoreConformance;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreConformanceTest extends StoreConformance {
    @TempDir
    private Path folder;

    @Override
    protected Supplier<Store> database(Catalogue catalogue) {
        return () -> SqliteStore.open(folder.resolve("store.sqlite"), catalogue, "evenkeel.changes");
    }

    @Override
    public boolean admitsSeveralWriters() {
        return false;
    }
}
