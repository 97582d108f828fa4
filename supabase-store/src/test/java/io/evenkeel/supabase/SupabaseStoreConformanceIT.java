package io.evenkeel.supabase;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.store.Store;
import io.evenkeel.contract.store.StoreConformance;
import java.util.function.Supplier;

class SupabaseStoreConformanceIT extends StoreConformance {
    @Override
    protected Supplier<Store> database(Catalogue catalogue) {
        return TestDatabase.create(catalogue)::open;
    }

    @Override
    public boolean admitsSeveralWriters() {
        return true;
    }
}
