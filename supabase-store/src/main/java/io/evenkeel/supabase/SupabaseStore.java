package io.evenkeel.supabase;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.schema.VectorIndex;
import io.evenkeel.contract.store.Store;
import io.evenkeel.contract.store.StoreReader;
import io.evenkeel.contract.store.StoreScanner;
import io.evenkeel.contract.store.StoreWriter;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgBuilder;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A Supabase database (Postgres with pgvector). The reader uses the reactive client, writer and scanner each connections of
 * their own over JDBC. All ports block: call them from threads that may.
 *
 * <p>The role needs to see every row: {@code evenkeel_writer}, {@code service_role} or the tables' owner.
 */
public final class SupabaseStore implements Store {
    private static final int CONNECTIONS = 8;

    private final WriterConnection writing;
    private final SupabaseStoreWriter writer;
    private final SupabaseStoreReader reader;
    private final SupabaseStoreScanner scanner;
    private final ScanConnections scanning;
    private final List<VectorIndex> vectorIndexes;
    private final Runnable release;

    /**
     * A store on a pool that the caller closes.
     *
     * @param pool made with the settings of {@link Connections#reactive}
     * @param database the same database, for the scanner
     * @param catalogue the entities
     * @param changesTopic the topic whose positions are kept, see {@link io.evenkeel.contract.topic.Topics#changes}
     */
    public SupabaseStore(Pool pool, SupabaseDatabase database, Catalogue catalogue, String changesTopic) {
        this(pool, database, catalogue, changesTopic, () -> {});
    }

    private SupabaseStore(
            Pool pool, SupabaseDatabase database, Catalogue catalogue, String changesTopic, Runnable release) {
        CatalogueSql sql = new CatalogueSql(catalogue);
        Positions positions = new Positions(changesTopic);
        writing = new WriterConnection(Connections.writing(database), database.timeout());
        writer = new SupabaseStoreWriter(
                writing, sql, new WriterPositions(changesTopic), new SchemaCheck(catalogue, database));
        reader = new SupabaseStoreReader(pool, sql, positions);
        scanning = new ScanConnections(Connections.jdbc(database));
        scanner = new SupabaseStoreScanner(scanning, catalogue, changesTopic);
        vectorIndexes = VectorIndex.of(catalogue);
        this.release = release;
    }

    /**
     * A store with connections of its own; nothing is connected yet.
     *
     * @param uri a libpq connection URI
     * @param catalogue the entities
     * @param changesTopic the topic whose positions are kept
     * @throws IllegalArgumentException when the URI cannot be used; the message never holds the password
     */
    public static SupabaseStore open(String uri, Catalogue catalogue, String changesTopic) {
        SupabaseDatabase database = SupabaseDatabase.parse(uri);
        Vertx vertx = Vertx.vertx();
        Pool pool = PgBuilder.pool()
                .with(poolOptions())
                .connectingTo(Connections.reactive(database))
                .using(vertx)
                .build();
        return new SupabaseStore(pool, database, catalogue, changesTopic, () -> {
            pool.closeAndAwait();
            vertx.closeAndAwait();
        });
    }

    /** Settings of a pool for one store. */
    public static PoolOptions poolOptions() {
        return new PoolOptions()
                .setMaxSize(CONNECTIONS)
                .setConnectionTimeout(30)
                .setConnectionTimeoutUnit(TimeUnit.SECONDS);
    }

    @Override
    public Backend backend() {
        return Backend.SUPABASE;
    }

    @Override
    public StoreWriter writer() {
        return writer;
    }

    @Override
    public StoreReader reader() {
        return reader;
    }

    @Override
    public StoreScanner scanner() {
        return scanner;
    }

    /**
     * The names of the vector indexes that searches cannot use now: those that are missing, or not built to the end.
     *
     * @throws io.evenkeel.contract.store.StoreUnavailableException when the database cannot be reached
     */
    public List<String> unfitVectorIndexes() {
        return scanning.snapshot(connection -> IndexStates.unfit(connection, vectorIndexes)).stream()
                .map(VectorIndex::name)
                .toList();
    }

    @Override
    public void close() {
        writing.close();
        scanner.close();
        release.run();
    }
}
