package io.evenkeel.supabase;

import static io.evenkeel.contract.store.Rows.document;
import static io.evenkeel.contract.store.Rows.key;
import static io.evenkeel.contract.store.Rows.section;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.contract.change.Change.Upsert;
import io.evenkeel.contract.store.ApplyResult;
import io.evenkeel.contract.store.ChangeBatch;
import io.evenkeel.contract.store.LogOfChanges;
import io.evenkeel.contract.store.Refusal;
import io.evenkeel.contract.store.Rows;
import io.evenkeel.contract.store.StoreUnavailableException;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When new rows are copied, and that it comes to the same where they cannot be. Triggers say which statement wrote. */
class CopiedRowsIT {
    private static final int MANY = RowCopies.LEAST_ROWS;

    private final TestDatabase database = TestDatabase.create();
    private final LogOfChanges log = new LogOfChanges(1_000, 2);
    private final List<Refusal> refused = new ArrayList<>();
    private int added;

    @BeforeEach
    void noteStatements() {
        database.sql(
                "CREATE TABLE noted (entity text, command text, timeout text, at serial)",
                "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN"
                        + " INSERT INTO public.noted VALUES (TG_TABLE_NAME, split_part(trim(current_query()), ' ', 1),"
                        + " current_setting('statement_timeout')); RETURN NULL; END $$",
                "CREATE TRIGGER notes AFTER INSERT ON documents EXECUTE FUNCTION note()",
                "CREATE TRIGGER notes AFTER INSERT ON document_sections EXECUTE FUNCTION note()");
    }

    @Test
    void newRowsAreCopied() {
        try (SupabaseStore store = database.open()) {
            assertThat(add(store, MANY)).isEqualTo(new ApplyResult(MANY, 0, 0, 0));
            assertThat(add(store, MANY)).isEqualTo(new ApplyResult(MANY, 0, 0, 0));
        }
        assertThat(commands()).containsExactly("documents COPY", "documents COPY");
        assertThat(database.sql(
                        "SELECT count(*), count(DISTINCT source_offset), min(title), max(source_epoch) FROM documents"))
                .containsExactly(2 * MANY + "|" + 2 * MANY + "|new|1000");
    }

    @Test
    void areInsertedWhereRowLevelSecurityApplies() {
        try (SupabaseStore store = database.openRestricted()) {
            assertThat(add(store, MANY)).isEqualTo(new ApplyResult(MANY, 0, 0, 0));
            assertThat(add(store, MANY)).isEqualTo(new ApplyResult(MANY, 0, 0, 0));
        }
        assertThat(commands()).containsExactly("documents INSERT", "documents INSERT");
    }

    @Test
    void areCopiedThroughATransactionPoolerToo() {
        try (SupabaseStore store =
                SupabaseStore.open(database.writer() + "?pgbouncer=true", Rows.CATALOGUE, TestDatabase.TOPIC)) {
            add(store, MANY);
        }
        assertThat(commands()).containsExactly("documents COPY");
    }

    @Test
    void fewAreInserted() {
        try (SupabaseStore store = database.open()) {
            add(store, MANY - 1);
            for (int i = 0; i < MANY; i++) {
                String id = "of few " + i % 10;
                log.add(key("documents", id), new Upsert(document(id, "few")), new Upsert(section(id, i, "many")));
            }
            store.writer().apply(log.take(), refused::addAll);
        }
        assertThat(commands()).containsExactly("documents INSERT", "documents INSERT", "document_sections COPY");
    }

    /** Owners first, whatever is copied. */
    @Test
    void ownersAreThereBeforeWhatTheyOwn() {
        try (SupabaseStore store = database.open()) {
            for (int i = 0; i < MANY; i++) {
                String id = "owner " + i;
                log.add(key("documents", id), new Upsert(document(id, "many")));
            }
            log.add(key("documents", "owner 1"), new Upsert(section("owner 1", 1, "one")));
            assertThat(store.writer().apply(log.take(), refused::addAll)).isEqualTo(new ApplyResult(MANY + 1, 0, 0, 0));
        }
        assertThat(commands()).containsExactly("documents COPY", "document_sections INSERT");
    }

    @Test
    void areInsertedWhereAColumnIsOfAnotherType() {
        database.sql("ALTER TABLE document_sections ALTER COLUMN page TYPE integer");
        try (SupabaseStore store = database.open()) {
            addSections(store);
        }
        assertThat(commands()).containsExactly("documents INSERT", "document_sections INSERT");
        assertThat(database.sql("SELECT sum(page) FROM document_sections")).containsExactly("" + 7 * MANY);
    }

    @Test
    void areNotRefusedWhenAColumnHasBecomeOfAnotherType() {
        try (SupabaseStore store = database.open()) {
            addSections(store);
            database.sql("ALTER TABLE document_sections ALTER COLUMN page TYPE integer");
            addSections(store);
        }
        assertThat(database.sql("SELECT sum(page) FROM document_sections")).containsExactly("" + 14 * MANY);
    }

    @Test
    void areInsertedWhereARuleWouldBePassedOver() {
        database.sql("CREATE RULE nothing AS ON INSERT TO documents WHERE new.id = 'd1' DO ALSO NOTHING");
        try (SupabaseStore store = database.open()) {
            add(store, MANY);
        }
        assertThat(commands()).containsExactly("documents INSERT");
    }

    @Test
    void defaultsOfAnApplicationsOwnColumnsHold() {
        database.sql(
                "ALTER TABLE documents ADD COLUMN note text NOT NULL DEFAULT 'theirs'",
                "ALTER TABLE documents ADD COLUMN shout text GENERATED ALWAYS AS (upper(title)) STORED");
        try (SupabaseStore store = database.open()) {
            add(store, MANY);
        }
        assertThat(commands()).containsExactly("documents COPY");
        assertThat(database.sql("SELECT DISTINCT note, shout FROM documents")).containsExactly("theirs|NEW");
    }

    @Test
    void areInsertedAgainOnceTheRoleIsUnderRowLevelSecurity() {
        String role = SupabaseDatabase.parse(database.owner()).database();
        database.sql("CREATE ROLE \"" + role + "\" LOGIN PASSWORD 'p' BYPASSRLS IN ROLE evenkeel_writer");
        try (SupabaseStore store = SupabaseStore.open(database.uri(role, "p"), Rows.CATALOGUE, TestDatabase.TOPIC)) {
            add(store, MANY);
            database.sql("ALTER ROLE \"" + role + "\" NOBYPASSRLS");
            addDocuments(MANY);
            ChangeBatch batch = log.take();
            assertThatThrownBy(() -> store.writer().apply(batch, refused::addAll))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("row-level security");

            assertThat(store.writer().apply(batch, refused::addAll)).isEqualTo(new ApplyResult(MANY, 0, 0, 0));
        } finally {
            database.sql("DROP ROLE \"" + role + "\"");
        }
        assertThat(commands()).containsExactly("documents COPY", "documents INSERT");
        assertThat(refused).isEmpty();
    }

    /** Whoever takes over the partitions of a writer that froze waits for its transaction. */
    @Test
    void theServerWaitsForTheirWriterNoLongerThanForOneThatIsIdle() {
        try (SupabaseStore store = database.open()) {
            add(store, MANY);
            for (int i = 0; i < MANY; i++) {
                log.add(key("documents", "d1"), new Upsert(section("d1", i, "many")));
            }
            log.add(key("documents", "last"), new Upsert(document("last", "one")));
            store.writer().apply(log.take(), refused::addAll);
            log.add(key("documents", "d1"), new Upsert(document("d1", "again")));
            store.writer().apply(log.take(), refused::addAll);
        }
        assertThat(database.sql("SELECT command, timeout FROM noted ORDER BY at"))
                .containsExactly("COPY|15s", "INSERT|15s", "COPY|15s", "INSERT|1min");
    }

    /** With megabytes underway. */
    @Test
    void aConnectionThatBreaksInTheMiddleIsTransient() {
        once("PERFORM pg_terminate_backend(pg_backend_pid())");
        try (SupabaseStore store = database.open()) {
            ChangeBatch batch = large();
            assertThatThrownBy(() -> store.writer().apply(batch, refused::addAll))
                    .isInstanceOf(StoreUnavailableException.class);
            assertThat(store.writer().apply(batch, refused::addAll)).isEqualTo(new ApplyResult(MANY + 1, 0, 0, 0));
        }
        assertThat(commands()).containsExactly("documents INSERT", "document_sections COPY");
    }

    @Test
    void anInterruptEndsTheWaitAtOnce() throws Exception {
        once("PERFORM pg_sleep(60)");
        try (SupabaseStore store = database.open()) {
            ChangeBatch batch = large();
            FutureTask<ApplyResult> applying =
                    new FutureTask<>(() -> store.writer().apply(batch, refused::addAll));
            Thread thread = Thread.ofPlatform().start(applying);
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (database.sql(
                            "SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()")
                    .isEmpty()) {
                assertThat(System.nanoTime()).isLessThan(deadline);
            }
            thread.interrupt();
            assertThatThrownBy(() -> applying.get(10, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(StoreUnavailableException.class);
        }
    }

    /** At the fiftieth row of the first attempt. */
    private void once(String what) {
        database.sql(
                "CREATE SEQUENCE rows",
                "CREATE FUNCTION once() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS"
                        + " $$ BEGIN IF nextval('public.rows') = 50 THEN " + what + "; END IF; RETURN NEW; END $$",
                "CREATE TRIGGER once BEFORE INSERT ON document_sections FOR EACH ROW EXECUTE FUNCTION once()");
    }

    private ChangeBatch large() {
        log.add(key("documents", "large"), new Upsert(document("large", "large")));
        for (int i = 0; i < MANY; i++) {
            log.add(key("documents", "large"), new Upsert(section("large", i, "large ".repeat(20_000))));
        }
        return log.take();
    }

    /** Which fails before anything is sent, also when it is tried again by itself. */
    @ParameterizedTest
    @CsvSource({"10, 1", "10, 2", MANY + ", 1", MANY + ", 2"})
    void aValueThatCannotBeSentIsRefusedAlone(int rows, int unfit) {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < rows + unfit; i++) {
            RowKey root = key("artifacts", "a" + i);
            boolean fits = i < 4 || i >= 4 + unfit;
            if (!fits) {
                expected.add(root.key());
            }
            log.add(
                    root,
                    new Upsert(Rows.row(root, Map.of("created_at", new Value.Timestamp(fits ? i : Long.MIN_VALUE)))));
        }
        try (SupabaseStore store = database.open()) {
            assertThat(store.writer().apply(log.take(), refused::addAll)).isEqualTo(new ApplyResult(rows, 0, 0, unfit));
        }
        assertThat(refused)
                .extracting(refusal -> refusal.consumed().changeSet().root().key())
                .containsExactlyElementsOf(expected);
        assertThat(database.sql("SELECT count(*) FROM artifacts")).containsExactly("" + rows);
    }

    private ApplyResult add(SupabaseStore store, int rows) {
        addDocuments(rows);
        return store.writer().apply(log.take(), refused::addAll);
    }

    private void addDocuments(int rows) {
        for (int i = 0; i < rows; i++) {
            String id = "d" + added++;
            log.add(key("documents", id), new Upsert(document(id, "new")));
        }
    }

    private void addSections(SupabaseStore store) {
        String id = "d" + added++;
        log.add(key("documents", id), new Upsert(document(id, "new")));
        for (int i = 0; i < MANY; i++) {
            RowKey section = key("document_sections", id + ":" + i);
            Map<String, Value> columns = Map.of("document_id", new Value.Text(id), "page", new Value.Int64(7));
            log.add(key("documents", id), new Upsert(Rows.row(section, columns)));
        }
        assertThat(store.writer().apply(log.take(), refused::addAll)).isEqualTo(new ApplyResult(MANY + 1, 0, 0, 0));
    }

    private List<String> commands() {
        return database.sql("SELECT entity || ' ' || command FROM noted ORDER BY at");
    }
}
