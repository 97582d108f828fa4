package io.evenkeel.parity.search;

import static io.evenkeel.contract.store.Rows.chunk;
import static io.evenkeel.contract.store.Rows.document;
import static io.evenkeel.contract.store.Rows.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.change.ChangeSetCodec;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.Filter;
import io.evenkeel.contract.store.Rows;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.value.CanonicalForm;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.Value;
import io.evenkeel.contract.value.Vector;
import io.evenkeel.localstack.TestServers;
import io.evenkeel.parity.TwoStores;
import io.evenkeel.parity.ledger.Ledger;
import io.evenkeel.parity.ledger.LedgerFeed;
import io.evenkeel.parity.ledger.LedgerFile;
import io.evenkeel.parity.ledger.Pause;
import io.evenkeel.parity.search.SearchReport.Source;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same searches in two real databases. */
class SearchComparisonIT {
    private static final Catalogue CATALOGUE = Rows.CATALOGUE;
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int CHUNKS = 300;
    private static final int K = 10;

    private final long seed = Long.getLong("evenkeel.seed", 5);

    @TempDir
    Path folder;

    private final Map<Integer, Position> last = new HashMap<>();
    private TwoStores stores;
    private LedgerFile file;
    private Ledger ledger;
    private LedgerFeed feed;
    private Thread feeding;

    @BeforeEach
    void start() {
        stores = new TwoStores(folder);
        file = LedgerFile.open(folder.resolve("ledger.sqlite"), stores.epoch());
        ledger = new Ledger(
                file,
                CATALOGUE,
                row -> CanonicalForm.digest(CATALOGUE.entity(row.key().entity()), row));
        feed = new LedgerFeed(
                ledger, TestServers.kafkaBootstrap(), stores.topics(), new ChangeSetCodec(CATALOGUE)::decode);
        feeding = Thread.ofPlatform().daemon().start(feed);
        List<Change> changes = new ArrayList<>();
        changes.add(new Change.Upsert(document("d", "one")));
        for (int i = 0; i < CHUNKS; i++) {
            // Every tenth text comes twice, so that there are ties.
            changes.add(new Change.Upsert(chunk("d", i, "text", "text " + (i % 10 == 0 ? i + 1 : i))));
        }
        append(changes.toArray(new Change[0]));
        stores.applyAll();
    }

    @AfterEach
    void stop() throws InterruptedException {
        feed.stop();
        feeding.join(Duration.ofSeconds(5));
        file.close();
        stores.close();
    }

    @Test
    void healthyStoresFindTheSameByStoredVectorsTiesIncluded() throws InterruptedException {
        SearchReport report = compare(stored(60));
        assertThat(report.queries()).as("seed %d", seed).isEqualTo(60);
        assertThat(report.equal()).isEqualTo(60);
        assertThat(report.differences()).isEmpty();
        Recall recall = Objects.requireNonNull(report.recall());
        assertThat(recall.wanted()).isEqualTo(60 * K);
        assertThat(recall.value()).isGreaterThan(0.9);
        assertThat(recall.low()).isLessThan(recall.value() + 1e-9);
    }

    @Test
    void storedVectorsAreThoseOfTheRows() {
        awaitLedger();
        List<Vector> rows = new ArrayList<>();
        for (int i = 0; i < CHUNKS; i++) {
            rows.add(vector(chunk("d", i, "text", "text " + (i % 10 == 0 ? i + 1 : i))));
        }
        List<SearchQuery> queries = stored(1_000);
        assertThat(queries).as("seed %d", seed).hasSize(CHUNKS).allSatisfy(query -> {
            assertThat(query.entity()).isEqualTo("search_chunks");
            assertThat(query.workspace()).isEqualTo("default");
            assertThat(rows).contains(query.vector());
        });
    }

    @Test
    void aVectorThatWasAlteredInOneStoreChangesWhatIsFound() throws InterruptedException {
        Row near = chunk("d", 7, "text", "text 7");
        SearchQuery query = new SearchQuery("search_chunks", "default", vector(near));
        assertThat(compare(List.of(query)).equal()).isEqualTo(1);
        float[] away = vector(near).toArray();
        for (int i = 0; i < away.length; i++) {
            away[i] = -away[i];
        }
        stores.inSqlite("update search_chunk set embedding = x'"
                + HexFormat.of().formatHex(Vector.of(away).toBytes(ByteOrder.LITTLE_ENDIAN)) + "' where id = '"
                + near.key().key() + "'");
        SearchReport report = compare(List.of(query));
        assertThat(report.different()).isEqualTo(1);
        assertThat(report.differences()).singleElement().satisfies(difference -> {
            assertThat(difference.rank()).isEqualTo(1);
            assertThat(Objects.requireNonNull(difference.supabase()).id())
                    .isEqualTo(near.key().key());
            assertThat(Objects.requireNonNull(difference.sqlite()).id())
                    .isNotEqualTo(near.key().key());
        });
    }

    @Test
    void theLeastChangeOfAVectorIsFoundToo() throws InterruptedException {
        Row near = chunk("d", 7, "text", "text 7");
        float[] changed = vector(near).toArray();
        changed[3] = Math.nextUp(changed[3]);
        stores.inSqlite("update search_chunk set embedding = x'"
                + HexFormat.of().formatHex(Vector.of(changed).toBytes(ByteOrder.LITTLE_ENDIAN)) + "' where id = '"
                + near.key().key() + "'");
        Row other = chunk("d", 8, "text", "text 8");
        SearchReport report = compare(List.of(
                new SearchQuery("search_chunks", "default", sum(vector(near), vector(other))),
                new SearchQuery("search_chunks", "elsewhere", vector(near))));
        assertThat(report.different()).isEqualTo(1);
        assertThat(report.equal()).isEqualTo(1);
    }

    @Test
    void conditionsOfASearchAreAskedForInBothStores() throws InterruptedException {
        Row found = chunk("d", 7, "text", "text 7");
        SearchQuery query = new SearchQuery(
                "search_chunks",
                "default",
                vector(chunk("d", 8, "text", "text 8")),
                List.of(new Filter("chunk_index", Filter.Operator.EQ, new Value.Int64(7))));
        SearchReport before = compare(List.of(query));
        assertThat(before.equal()).isEqualTo(1);
        assertThat(Objects.requireNonNull(before.recall()).wanted()).isEqualTo(1);

        stores.inSqlite("update search_chunk set chunk_index = 8 where id = '"
                + found.key().key() + "'");
        SearchReport after = compare(List.of(query));
        assertThat(after.differences()).singleElement().satisfies(difference -> {
            assertThat(difference.sqlite()).isNull();
            assertThat(Objects.requireNonNull(difference.supabase()).id())
                    .isEqualTo(found.key().key());
        });
    }

    @Test
    void whatOneStoreHasNotAppliedIsNotADifference() throws InterruptedException {
        append(new Change.Upsert(chunk("d", CHUNKS, "text", "new")));
        stores.apply(Backend.SQLITE);
        SearchQuery query = new SearchQuery("search_chunks", "default", vector(chunk("d", CHUNKS, "text", "new")));
        SearchReport before = compare(List.of(query));
        assertThat(before.inFlight()).isEqualTo(1);
        assertThat(before.different()).isZero();
        stores.apply(Backend.SUPABASE);
        assertThat(compare(List.of(query)).equal()).isEqualTo(1);
    }

    private SearchReport compare(List<SearchQuery> queries) throws InterruptedException {
        awaitLedger();
        List<SearchReport> told = new ArrayList<>();
        new SearchComparison(
                        stores.readers(),
                        ledger,
                        Duration.ofMinutes(5),
                        new Pause(Duration.ZERO),
                        Clock.systemUTC(),
                        told::add)
                .run(SearchReport.begun("a-test", Source.GIVEN, K, List.of(), Instant.now()), queries);
        assertThat(told.getLast().state()).isEqualTo(SearchReport.State.DONE);
        return told.getLast();
    }

    private List<SearchQuery> stored(int count) {
        awaitLedger();
        return new StoredVectors(
                        CATALOGUE,
                        ledger,
                        Objects.requireNonNull(stores.scanners().get(Backend.SQLITE)),
                        new Random(seed))
                .sample(count);
    }

    private void append(Change... changes) {
        Position position = stores.append(key("documents", "d"), changes);
        last.put(position.partition(), position);
    }

    private void awaitLedger() {
        await().atMost(SOON)
                .until(() -> last.values().stream().allMatch(position -> {
                    StorePosition reached = ledger.positions().get(position.partition());
                    return reached != null && !position.isAfter(reached.applied());
                }));
    }

    private static Vector vector(Row chunk) {
        return ((Value.Embedding) chunk.value(CATALOGUE.entity("search_chunks"), "embedding")).vector();
    }

    private static Vector sum(Vector left, Vector right) {
        float[] components = left.toArray();
        for (int i = 0; i < components.length; i++) {
            components[i] += right.component(i);
        }
        return Vector.of(components);
    }
}
