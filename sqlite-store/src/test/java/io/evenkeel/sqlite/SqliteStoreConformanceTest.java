package io.evenkeel.sqlite;

import io.evenkeel.contract.store.Rows;
import io.evenkeel.contract.store.Store;
import io.evenkeel.contract.store.StoreConformance;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreConformanceTest extends StoreConformance {
    @TempDir
    private Path folder;

    @Override
    protected Store open() {
        return SqliteStore.open(folder.resolve("store.sqlite"), Rows.CATALOGUE, "evenkeel.changes");
    }
}
