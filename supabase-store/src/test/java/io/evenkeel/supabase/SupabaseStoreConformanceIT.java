package io.evenkeel.supabase;

import io.evenkeel.contract.store.Store;
import io.evenkeel.contract.store.StoreConformance;

class SupabaseStoreConformanceIT extends StoreConformance {
    @Override
    protected Store open() {
        return TestDatabase.create().open();
    }
}
