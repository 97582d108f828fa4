package io.evenkeel.bench.parity;

import io.evenkeel.bench.BenchFailure;
import io.evenkeel.bench.BenchServers;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.change.ChangeSetCodec;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.ChangeBatch;
import io.evenkeel.contract.store.Store;
import io.evenkeel.contract.store.StoreScanner;
import io.evenkeel.contract.topic.Epochs;
import io.evenkeel.contract.topic.Topics;
import io.evenkeel.contract.value.CanonicalForm;
import io.evenkeel.parity.finding.Findings;
import io.evenkeel.parity.finding.Witnesses;
import io.evenkeel.parity.ledger.ChangeLog;
import io.evenkeel.parity.ledger.Ledger;
import io.evenkeel.parity.ledger.LedgerFile;
import io.evenkeel.parity.sweep.Sweeps;
import io.evenkeel.parity.tail.EventTimes;
import io.evenkeel.sqlite.SqliteStore;
import io.evenkeel.supabase.SupabaseStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** The same rows in both databases, written by the stores' own writers, and in a ledger. */
final class Pairs implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final BenchServers servers;
    private final Topics topics;
    private final long epoch;
    private final Path sqliteFile;
    private final Path ledgerPath;
    private final String postgresUri;
    private final LedgerFile ledgerFile;
    private final Ledger ledger;
    private final boolean vectors;
    private final long seed;
    private final int documents;
    private int copies;
    private final int rows;

    /** Loads so many documents with their rows. */
    Pairs(BenchServers servers, long seed, int documents, boolean vectors) throws SQLException {
        this.servers = servers;
        this.vectors = vectors;
        this.seed = seed;
        this.documents = documents;
        rows = documents * (1 + PairCorpus.ROWS_EACH);
        String name = vectors ? "pairs_with_vectors" : "pairs_without_vectors";
        topics = new Topics("bench-" + name, Topics.DEFAULT_PARTITIONS);
        epoch = Epochs.open(bootstrapServers(), topics, (short) 1);
        sqliteFile = servers.folder().resolve(name + ".sqlite");
        ledgerPath = servers.folder().resolve(name + "-ledger.sqlite");
        postgresUri = LiveStores.database(servers, name);
        ledgerFile = LedgerFile.open(ledgerPath, epoch);
        ledger = new Ledger(
                ledgerFile,
                PairCorpus.CATALOGUE,
                row -> CanonicalForm.digest(
                        PairCorpus.CATALOGUE.entity(row.key().entity()), row));
        try (Store sqlite = sqlite();
                Store supabase = supabase(servers.postgres().port())) {
            sqlite.writer().prepare();
            supabase.writer().prepare();
            corpus().batches(documents, batch -> {
                apply(sqlite, batch);
                apply(supabase, batch);
                ledger.apply(batch);
            });
        }
        execute("VACUUM ANALYZE", "CHECKPOINT");
    }

    /** How many rows each store has. */
    int rows() {
        return rows;
    }

    List<Entity> entities() {
        return PairCorpus.entities(vectors);
    }

    Ledger ledger() {
        return ledger;
    }

    int postgresPort() {
        return servers.postgres().port();
    }

    SqliteStore sqlite() {
        return SqliteStore.open(sqliteFile, PairCorpus.CATALOGUE, topics.changes());
    }

    SupabaseStore supabase(int port) {
        return SupabaseStore.open(uri(port), PairCorpus.CATALOGUE, topics.changes());
    }

    Connection connectSqlite() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + sqliteFile);
    }

    Connection connectPostgres(int port) throws SQLException {
        return LiveStores.connect(postgresUri, port);
    }

    /** The checker's sweeps over those stores. */
    Sweeps sweeps(Store sqlite, Store supabase) {
        return new Sweeps(
                witnesses(sqlite, supabase),
                new Findings(ledgerFile),
                this::eventTimes,
                new Sweeps.Settings(PATIENCE, 1, Duration.ofMillis(500)),
                ledgerPath.resolveSibling(ledgerPath.getFileName() + "-sweeps.json"),
                Clock.systemUTC());
    }

    /** The checker's witnesses. */
    Witnesses witnesses(Store sqlite, Store supabase) {
        Map<Backend, StoreScanner> scanners = new EnumMap<>(Backend.class);
        scanners.put(Backend.SQLITE, sqlite.scanner());
        scanners.put(Backend.SUPABASE, supabase.scanner());
        ChangeLog log = new ChangeLog(
                bootstrapServers(), topics, bytes -> new ChangeSetCodec(PairCorpus.CATALOGUE).decode(bytes));
        return new Witnesses(PairCorpus.CATALOGUE, epoch, ledger, log, scanners, PATIENCE, Clock.systemUTC());
    }

    EventTimes eventTimes() {
        return new EventTimes(bootstrapServers(), topics);
    }

    /** By partition, the offset of the last event. */
    Map<Integer, Long> lastEvents() {
        Map<Integer, Long> last = new HashMap<>();
        ledger.positions()
                .forEach((partition, position) ->
                        last.put(partition, position.applied().offset()));
        return last;
    }

    /** Another database, without rows. */
    Store emptySupabase() throws SQLException {
        String uri = LiveStores.database(servers, "copy_" + copies++);
        Store store = SupabaseStore.open(uri, PairCorpus.CATALOGUE, topics.changes());
        store.writer().prepare();
        return store;
    }

    /** Writes the same change sets, and says how long the store took. */
    Duration writeInto(Store store) {
        AtomicLong spent = new AtomicLong();
        corpus().batches(documents, batch -> {
            long begun = System.nanoTime();
            apply(store, batch);
            spent.addAndGet(System.nanoTime() - begun);
        });
        return Duration.ofNanos(spent.get());
    }

    void checkCount(Store store) {
        long found = store.scanner().counts().value().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        if (found != rows) {
            throw new BenchFailure("the copy has " + found + " rows, not " + rows);
        }
    }

    private PairCorpus corpus() {
        return new PairCorpus(epoch, seed, vectors);
    }

    /** As if nothing had been compared yet. */
    Findings nothingVerified() {
        ledgerFile.write(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.executeUpdate("delete from watermark");
            }
        });
        return new Findings(ledgerFile);
    }

    @Override
    public void close() {
        ledgerFile.close();
    }

    private String bootstrapServers() {
        return servers.kafka().bootstrapServers();
    }

    private String uri(int port) {
        return postgresUri.replace(":" + servers.postgres().port() + "/", ":" + port + "/");
    }

    private void execute(String... statements) throws SQLException {
        try (Connection connection = connectPostgres(servers.postgres().port());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static void apply(Store store, ChangeBatch batch) {
        store.writer().apply(batch, refusals -> {
            throw new BenchFailure("refused: " + refusals.getFirst());
        });
    }
}
