package io.evenkeel.supabase;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.store.Store;
import io.evenkeel.contract.store.StoreConformance;
import java.util.function.Supplier;

/** The same, as a transaction pooler needs it: no statement is kept, no command is sent before the last is answered. */
class TransactionPoolerConformanceIT extends StoreConformance {
    @Override
    protected Supplier<Store> database(Catalogue catalogue) {
        String uri = TestDatabase.create(catalogue).writer() + "?pgbouncer=true";
        return () -> SupabaseStore.open(uri, catalogue, TestDatabase.TOPIC);
    }

    @Override
    public boolean admitsSeveralWriters() {
        return true;
    }
}
