package io.evenkeel.supabase;

import io.evenkeel.contract.store.Rows;
import io.evenkeel.contract.store.Store;
import io.evenkeel.contract.store.StoreConformance;

/** The same, as a transaction pooler needs it: no statement is kept, no command is sent before the last is answered. */
class TransactionPoolerConformanceIT extends StoreConformance {
    @Override
    protected Store open() {
        String uri = TestDatabase.create().writer() + "?pgbouncer=true";
        return SupabaseStore.open(uri, Rows.CATALOGUE, TestDatabase.TOPIC);
    }
}
