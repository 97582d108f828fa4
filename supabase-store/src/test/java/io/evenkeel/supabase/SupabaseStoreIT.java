package io.evenkeel.supabase;

import static io.evenkeel.contract.store.Rows.chunk;
import static io.evenkeel.contract.store.Rows.document;
import static io.evenkeel.contract.store.Rows.key;
import static io.evenkeel.contract.store.Rows.section;
import static io.evenkeel.contract.store.Rows.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.pgvector.PGvector;
import io.evenkeel.contract.change.Change.Upsert;
import io.evenkeel.contract.change.StoredState;
import io.evenkeel.contract.schema.SupabaseSchema;
import io.evenkeel.contract.store.ApplyResult;
import io.evenkeel.contract.store.ChangeBatch;
import io.evenkeel.contract.store.FencedException;
import io.evenkeel.contract.store.Filter;
import io.evenkeel.contract.store.KeyRange;
import io.evenkeel.contract.store.ListQuery;
import io.evenkeel.contract.store.LogOfChanges;
import io.evenkeel.contract.store.Refusal;
import io.evenkeel.contract.store.Rows;
import io.evenkeel.contract.store.ScoredRow;
import io.evenkeel.contract.store.StoreUnavailableException;
import io.evenkeel.contract.store.VectorQuery;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.Value;
import io.evenkeel.contract.value.Vector;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SupabaseStoreIT {
    private static final RowKey DOCUMENT = key("documents", "d1");

    private final TestDatabase database = TestDatabase.create();
    private final SupabaseStore store = database.open();
    private final LogOfChanges log = new LogOfChanges(1_000, 3);
    private final List<Refusal> refused = new ArrayList<>();

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void refusesOnlyTheChangeSetsThatPostgresRefuses() {
        database.sql("ALTER TABLE documents ADD CONSTRAINT no_nonsense CHECK (title <> 'nonsense')");
        for (int i = 0; i < 9; i++) {
            String title = i == 2 || i == 7 ? "nonsense" : "sense";
            log.add(key("documents", "d" + i), new Upsert(document("d" + i, title)));
        }

        ApplyResult result = apply();

        assertThat(result).isEqualTo(new ApplyResult(7, 0, 0, 2));
        assertThat(refused).extracting(refusal -> refusal.consumed().offset()).containsExactly(4L, 14L);
        assertThat(refused).allSatisfy(refusal -> {
            assertThat(refusal.verdict().code()).isEqualTo("store-refused");
            assertThat(refusal.verdict().message()).contains("no_nonsense", "SQLSTATE 23514");
        });
        assertThat(store.writer().positions().get(3).nextOffset()).isEqualTo(18);
    }

    @Test
    void otherProgramsReadTheSameVectorToTheBit() throws SQLException {
        Row chunk = chunk("d1", 0, "document", "a wing in a slipstream");
        log.add(DOCUMENT, new Upsert(document("d1", "one")), new Upsert(chunk));
        apply();

        try (Connection connection = Connections.jdbc(SupabaseDatabase.parse(database.owner()))
                        .getConnection();
                Statement statement = connection.createStatement()) {
            PGvector.addVectorType(connection);
            try (ResultSet row = statement.executeQuery("SELECT embedding FROM search_chunks")) {
                assertThat(row.next()).isTrue();
                float[] read = ((PGvector) row.getObject(1)).toArray();
                assertThat(new Value.Embedding(Vector.of(read)))
                        .isEqualTo(chunk.value(Rows.CATALOGUE.entity("search_chunks"), "embedding"));
            }
        }
    }

    @Test
    void ofTwoWritersOnlyOneGoesOn() {
        log.add(DOCUMENT, new Upsert(document("d1", "one")));
        ChangeBatch batch = log.take();
        store.writer().apply(batch, refused::addAll);

        try (SupabaseStore other = database.open()) {
            assertThatThrownBy(() -> other.writer().apply(batch, refused::addAll))
                    .isInstanceOf(FencedException.class)
                    .hasMessageContaining("evenkeel.changes-3");
        }
    }

    @Test
    void changesNothingWhenTheConnectionIsLostInTheMiddle() {
        log.add(DOCUMENT, new Upsert(document("d1", "one")));
        log.add(key("documents", "never"), new Upsert(section("never", 0, "orphan")));
        ChangeBatch batch = log.take();

        assertThatThrownBy(() -> store.writer()
                        .apply(
                                batch,
                                refusals -> database.sql(
                                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'evenkeel_writer'"
                                                + " AND datname = current_database()")))
                .isInstanceOf(StoreUnavailableException.class);
        assertThat(store.writer().positions()).isEmpty();
        assertThat(store.reader().get(DOCUMENT).value()).isEmpty();

        assertThat(store.writer().apply(batch, refused::addAll)).isEqualTo(new ApplyResult(1, 0, 0, 1));
        assertThat(store.reader().get(DOCUMENT).value()).contains(document("d1", "one"));
    }

    @Test
    void saysThatItCannotBeReached() {
        String nowhere = "postgresql://u:secret@127.0.0.1:1/d?connect_timeout=2";
        try (SupabaseStore unreachable = SupabaseStore.open(nowhere, Rows.CATALOGUE, TestDatabase.TOPIC)) {
            assertThatThrownBy(() -> unreachable.writer().positions())
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageNotContaining("secret");
            assertThatThrownBy(() -> unreachable.scanner().counts())
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageNotContaining("secret");
        }
    }

    @Test
    void saysWhatTheSchemaLacks() {
        store.writer().prepare();
        database.sql(
                "DROP TABLE tags",
                "ALTER TABLE facts DROP COLUMN source_offset",
                "ALTER TABLE documents ALTER COLUMN title TYPE varchar(10)");

        assertThatThrownBy(() -> store.writer().prepare())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("table tags is missing")
                .hasMessageContaining("table facts has no column source_offset")
                .hasMessageContaining("table documents, column title is character varying(10)")
                .hasMessageContaining("20261101000000_evenkeel.sql");
    }

    @Test
    void seesRowsThatCamePastTheLog() {
        database.sql("INSERT INTO documents (id, path, type, title) VALUES ('direct', '/x', 'pdf', 'past the log')");

        assertThat(store.scanner().digests("documents", KeyRange.ALL, 10).value())
                .singleElement()
                .satisfies(row -> assertThat(row.position()).isEqualTo(StoredState.UNKNOWN_POSITION));
        log.add(key("documents", "direct"), new Upsert(document("direct", "from the log")));
        assertThat(apply().rowsPut()).isEqualTo(1);
        assertThat(store.reader().get(key("documents", "direct")).value()).contains(document("direct", "from the log"));
    }

    @Test
    void theScannerRefusesToScanWhatItCannotSee() {
        SupabaseMigrator.enableLogin(database.owner(), "authenticated", "p");
        String limited = database.uri("authenticated", "p");
        try (SupabaseStore blind = SupabaseStore.open(limited, Rows.CATALOGUE, TestDatabase.TOPIC)) {
            assertThatThrownBy(() -> blind.scanner().counts())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("role authenticated does not see all rows")
                    .hasMessageContaining("documents");
        }
    }

    @Test
    void theCheckersRoleIsEnoughToScan() {
        log.add(DOCUMENT, new Upsert(document("d1", "one")));
        apply();
        SupabaseMigrator.enableLogin(database.owner(), SupabaseSchema.CHECKER_ROLE, "p");

        try (SupabaseStore checked = SupabaseStore.open(
                database.uri(SupabaseSchema.CHECKER_ROLE, "p"), Rows.CATALOGUE, TestDatabase.TOPIC)) {
            assertThat(checked.scanner().counts().value()).containsEntry("documents", 1L);
            assertThat(checked.scanner().positions()).containsKey(3);
            assertThat(checked.reader().get(DOCUMENT).value()).isPresent();
        }
    }

    @Test
    void refusesAFilterOfAnotherTypeWithoutShowingItsValue() {
        Filter wrong = new Filter("order", Filter.Operator.EQ, text("a secret"));
        assertThatThrownBy(() ->
                        store.reader().list(new ListQuery("document_sections", "default", List.of(wrong), 10, null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
        Filter dangling = new Filter("title", Filter.Operator.LIKE, text("a\\"));
        assertThatThrownBy(
                        () -> store.reader().list(new ListQuery("documents", "default", List.of(dangling), 10, null)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theIndexNeverReturnsTooFewRows() {
        log.add(DOCUMENT, new Upsert(document("d1", "one")));
        for (int i = 0; i < 1_500; i++) {
            log.add(DOCUMENT, new Upsert(chunk("d1", i, i % 250 == 0 ? "rare" : "common", "text " + i)));
        }
        apply();
        database.sql(
                "ANALYZE search_chunks",
                "ALTER ROLE evenkeel_writer IN DATABASE "
                        + SupabaseDatabase.parse(database.owner()).database() + " SET enable_seqscan = off");
        Vector wanted = Rows.vector(new Random(1), 384);

        try (SupabaseStore indexed = database.open()) {
            List<ScoredRow> rare = indexed.reader()
                    .nearest(new VectorQuery(
                            "search_chunks",
                            "default",
                            wanted,
                            6,
                            List.of(new Filter("source_type", Filter.Operator.EQ, text("rare")))))
                    .value();
            List<ScoredRow> all = indexed.reader()
                    .nearest(new VectorQuery("search_chunks", "default", wanted, 1_000, List.of()))
                    .value();

            assertThat(rare).hasSize(6).isSortedAccordingTo(ScoredRow.BEST_FIRST);
            assertThat(all).hasSize(1_000);
        }
    }

    @Test
    void leavesNoSnapshotOpen() {
        log.add(DOCUMENT, new Upsert(document("d1", "title")));
        apply();
        for (int i = 0; i < 7; i++) {
            store.scanner().sum("documents", KeyRange.ALL, 10, positions -> List.of(DOCUMENT));
            store.scanner().digests("documents", List.of(DOCUMENT));
        }
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!snapshots().isEmpty() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(snapshots()).isEmpty();
    }

    private List<String> snapshots() {
        return database.sql("SELECT query FROM pg_stat_activity WHERE datname = current_database()"
                + " AND pid <> pg_backend_pid() AND backend_xmin IS NOT NULL");
    }

    private ApplyResult apply() {
        return store.writer().apply(log.take(), refused::addAll);
    }
}
