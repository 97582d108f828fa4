package io.evenkeel.sqlite;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.schema.SchemaOptions;
import io.evenkeel.contract.store.Store;
import io.evenkeel.contract.store.StoreReader;
import io.evenkeel.contract.store.StoreScanner;
import io.evenkeel.contract.store.StoreWriter;
import java.nio.file.Path;

/**
 * A SQLite file in WAL mode. All processes that open it share one host and one local disk. Readers and scanners of any
 * number of processes work beside the one writer.
 */
public final class SqliteStore implements Store {
    private final SqliteStoreWriter writer;
    private final ReadConnections readConnections;
    private final SqliteStoreReader reader;
    private final SqliteStoreScanner scanner;

    private SqliteStore(Path file, Catalogue catalogue, String changesTopic, SchemaOptions options) {
        SqliteFile database = new SqliteFile(file.toAbsolutePath().normalize());
        PositionTable positions = new PositionTable(changesTopic);
        this.writer = new SqliteStoreWriter(database, catalogue, options, positions);
        this.readConnections = new ReadConnections(database, positions);
        this.reader = new SqliteStoreReader(catalogue, readConnections);
        this.scanner = new SqliteStoreScanner(catalogue, readConnections);
    }

    /**
     * A store over a file. Nothing is opened or created before it is used; only {@link StoreWriter#prepare()} creates
     * the file.
     *
     * @param file the database
     * @param catalogue the entities it holds
     * @param changesTopic the topic that its positions are kept for
     */
    public static SqliteStore open(Path file, Catalogue catalogue, String changesTopic) {
        return open(file, catalogue, changesTopic, SchemaOptions.DEFAULT);
    }

    /** The same, for an installation with options. */
    public static SqliteStore open(Path file, Catalogue catalogue, String changesTopic, SchemaOptions options) {
        return new SqliteStore(file, catalogue, changesTopic, options);
    }

    @Override
    public Backend backend() {
        return Backend.SQLITE;
    }

    /**
     * The writer. At its first use it takes the file's writer lock, which it holds until {@link #close()}: a second one,
     * in this process or another, gets an {@link IllegalStateException} that names the file.
     */
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

    /** Closes all connections. A writer moves the whole WAL into the file first, so that the file alone is complete. */
    @Override
    public void close() {
        readConnections.close();
        writer.close();
    }
}
