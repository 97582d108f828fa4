package io.evenkeel.supabase;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.store.Store;
import io.evenkeel.contract.store.StoreConformance;
import java.util.function.Supplier;

/** The same under row level security, where nothing is copied. */
class RestrictedStoreConformanceIT extends StoreConformance {
    @Override
    protected Supplier<Store> database(Catalogue catalogue) {
        return TestDatabase.create(catalogue)::openRestricted;
    }

    @Override
    public boolean admitsSeveralWriters() {
        return true;
    }
}
