package io.evenkeel.supabase;

import static io.evenkeel.contract.store.Rows.document;
import static io.evenkeel.contract.store.Rows.key;
import static io.evenkeel.contract.store.Rows.section;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.change.Change.ReplaceChildren;
import io.evenkeel.contract.change.Change.Upsert;
import io.evenkeel.contract.schema.SupabaseSchema;
import io.evenkeel.contract.store.ApplyResult;
import io.evenkeel.contract.store.ChangeBatch;
import io.evenkeel.contract.store.LogOfChanges;
import io.evenkeel.contract.store.Refusal;
import io.evenkeel.contract.store.Rows;
import io.evenkeel.contract.store.StoreUnavailableException;
import io.evenkeel.contract.value.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A trigger makes every row cost 5 ms, so that a statement of more than a few does not end in time. */
class StatementTimeoutIT {
    private static final int ROWS = 64;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestDatabase database = TestDatabase.create();
    private final LogOfChanges log = new LogOfChanges(1, 0);
    private final List<Refusal> refused = new ArrayList<>();

    @Test
    void getsThroughInSmallerPartsWhenTheServerSaysFiftyMilliseconds() {
        makeRowsCost("5 ms");
        try (SupabaseStore store = SupabaseStore.open(serversTimeout("50ms"), Rows.CATALOGUE, TestDatabase.TOPIC)) {
            for (int i = 0; i < ROWS; i++) {
                log.add(key("documents", "d" + i), new Upsert(document("d" + i, "slow")));
            }
            assertThat(untilItGetsThrough(store, log.take())).isEqualTo(new ApplyResult(ROWS, 0, 0, 0));
            assertThat(store.reader().counts("default").value()).containsEntry("documents", (long) ROWS);
        }
        assertThat(refused).isEmpty();
    }

    @Test
    void copiesFewerRowsToo() {
        makeRowsCost("1 ms");
        int rows = 3 * RowCopies.LEAST_ROWS;
        try (SupabaseStore store = SupabaseStore.open(serversTimeout("100ms"), Rows.CATALOGUE, TestDatabase.TOPIC)) {
            for (int i = 0; i < rows; i++) {
                log.add(key("documents", "d" + i), new Upsert(document("d" + i, "slow")));
            }
            assertThat(untilItGetsThrough(store, log.take())).isEqualTo(new ApplyResult(rows, 0, 0, 0));
        }
        assertThat(refused).isEmpty();
    }

    @Test
    void splitsALargeChangeSetToo() {
        makeRowsCost("5 ms");
        List<Row> sections = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            sections.add(section("d1", i, "text"));
        }
        Change all = new ReplaceChildren("document_sections", key("documents", "d1"), null, sections);
        log.add(key("documents", "d1"), new Upsert(document("d1", "large")), all);
        try (SupabaseStore store = SupabaseStore.open(serversTimeout("50ms"), Rows.CATALOGUE, TestDatabase.TOPIC)) {
            assertThat(untilItGetsThrough(store, log.take()).rowsPut()).isEqualTo(ROWS + 1);
        }
    }

    @Test
    void aRowThatIsTooSlowByItselfIsNoRefusal() {
        makeRowsCost("200 ms");
        log.add(key("documents", "d1"), new Upsert(document("d1", "slow")));
        SupabaseDatabase impatient = SupabaseDatabase.parse(database.writer());
        try (WriterConnection connection =
                new WriterConnection(Connections.jdbc(impatient), new StatementTimeout(Duration.ofMillis(50)))) {
            SupabaseStoreWriter writer = writer(connection, impatient);
            assertThatThrownBy(() -> writer.apply(log.take(), refused::addAll))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("statement timeout");
            assertThat(writer.positions()).isEmpty();
        }
        assertThat(refused).isEmpty();
    }

    @Test
    void theOperatorsTimeoutHoldsOverTheServers() {
        String uri = serversTimeout("3s");
        assertThat(timeout(uri, new StatementTimeout(null))).isEqualTo("3s");
        assertThat(timeout(uri, new StatementTimeout(Duration.ofMinutes(5)))).isEqualTo("5min");
        assertThat(timeout(database.writer() + "?options=-c%20statement_timeout%3D0", new StatementTimeout(null)))
                .isEqualTo("1min");
    }

    /** As the service does: on a busy machine the least statement may take longer than 50 ms, once. */
    private ApplyResult untilItGetsThrough(SupabaseStore store, ChangeBatch batch) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return store.writer().apply(batch, refused::addAll);
            } catch (StoreUnavailableException tooSlow) {
                if (System.nanoTime() > deadline) {
                    throw tooSlow;
                }
            }
        }
    }

    private static String timeout(String uri, StatementTimeout timeout) {
        List<String> shown = new ArrayList<>();
        try (WriterConnection connection =
                new WriterConnection(Connections.jdbc(SupabaseDatabase.parse(uri)), timeout)) {
            connection.transaction(session -> {
                session.add(WriteSession.Command.query(
                        "SHOW statement_timeout", List.of(), row -> shown.add(row.getString(1))));
                session.flush();
                return true;
            });
        }
        return shown.getFirst();
    }

    private static SupabaseStoreWriter writer(WriterConnection connection, SupabaseDatabase database) {
        return new SupabaseStoreWriter(
                connection,
                new CatalogueSql(Rows.CATALOGUE),
                new WriterPositions(TestDatabase.TOPIC),
                new SchemaCheck(Rows.CATALOGUE, database));
    }

    /** As {@code ALTER ROLE ... SET}, but for this database's sessions alone. */
    private String serversTimeout(String timeout) {
        database.sql("ALTER ROLE " + SupabaseSchema.WRITER_ROLE + " IN DATABASE "
                + SupabaseDatabase.parse(database.owner()).database() + " SET statement_timeout = '" + timeout + "'");
        return database.writer();
    }

    private void makeRowsCost(String time) {
        database.sql(
                "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS" + " $$ BEGIN PERFORM pg_sleep_for('" + time
                        + "'); RETURN NEW; END $$",
                "CREATE TRIGGER slow BEFORE INSERT ON documents FOR EACH ROW EXECUTE FUNCTION slow()",
                "CREATE TRIGGER slow BEFORE INSERT ON document_sections FOR EACH ROW EXECUTE FUNCTION slow()");
    }
}
