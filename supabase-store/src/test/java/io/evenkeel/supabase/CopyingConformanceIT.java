package io.evenkeel.supabase;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.Store;
import io.evenkeel.contract.store.StoreConformance;
import io.evenkeel.contract.store.StoreReader;
import io.evenkeel.contract.store.StoreScanner;
import io.evenkeel.contract.store.StoreWriter;
import java.util.function.Supplier;

/** The same where even a single row is presumed to be new when the one before was, and copied. */
class CopyingConformanceIT extends StoreConformance {
    @Override
    protected Supplier<Store> database(Catalogue catalogue) {
        TestDatabase database = TestDatabase.create(catalogue);
        return () -> new CopyingStore(
                database.open(),
                new WriterConnection(
                        Connections.writing(SupabaseDatabase.parse(database.writer())), new StatementTimeout(null)),
                database);
    }

    @Override
    public boolean admitsSeveralWriters() {
        return true;
    }

    private record CopyingStore(SupabaseStore store, WriterConnection connection, StoreWriter writer) implements Store {
        CopyingStore(SupabaseStore store, WriterConnection connection, TestDatabase database) {
            this(store, connection, writer(connection, database));
        }

        private static StoreWriter writer(WriterConnection connection, TestDatabase database) {
            CatalogueSql sql = new CatalogueSql(database.catalogue());
            return new SupabaseStoreWriter(
                    connection,
                    sql,
                    new WriterPositions(TestDatabase.TOPIC),
                    new SchemaCheck(database.catalogue(), SupabaseDatabase.parse(database.writer())),
                    new Novelty(1),
                    new RowCopies(sql, 1));
        }

        @Override
        public Backend backend() {
            return store.backend();
        }

        @Override
        public StoreReader reader() {
            return store.reader();
        }

        @Override
        public StoreScanner scanner() {
            return store.scanner();
        }

        @Override
        public void close() {
            connection.close();
            store.close();
        }
    }
}
