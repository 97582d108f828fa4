package io.evenkeel.parity.history;

import static io.evenkeel.contract.store.Rows.document;
import static io.evenkeel.contract.store.Rows.key;
import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.notNullValue;

import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.kit.EventLog;
import io.evenkeel.parity.ParityConfig;
import io.evenkeel.parity.ParityEnvironment;
import io.evenkeel.parity.TwoStores;
import io.evenkeel.parity.finding.Findings;
import io.evenkeel.parity.ledger.LedgerFile;
import io.evenkeel.supabase.Connections;
import io.evenkeel.supabase.SupabaseDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What is recorded in Supabase, also of the time in which it could not be. In order, because the record goes on. */
@QuarkusTest
@TestProfile(HistoryIT.Apart.class)
@TestMethodOrder(OrderAnnotation.class)
class HistoryIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String SIGHTINGS =
            "select concat_ws('|', key, kind, column_name, store, log_value, sqlite_value, supabase_value, closed_how)"
                    + " from evenkeel.parity_mismatch order by first_seen, key";
    private static final UUID FORGOTTEN = new UUID(0, 0x17);
    private static @Nullable TwoStores shared;

    /** A service of its own: it renames the schema that it records in. */
    public static final class Apart implements QuarkusTestProfile {
        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(
                    new TestResourceEntry(ParityEnvironment.class, Map.of(ParityEnvironment.TOPICS, "history-it")));
        }

        @Override
        public boolean disableGlobalTestResources() {
            return true;
        }
    }

    @Inject
    ParityConfig config;

    @Inject
    EventLog log;

    @Inject
    History history;

    private TwoStores stores;

    @BeforeEach
    void open() {
        if (shared == null) {
            shared = new TwoStores(
                    log.bootstrapServers(),
                    log.topics(),
                    config.sqlitePath(),
                    config.supabaseDbUrl().orElseThrow());
        }
        stores = Objects.requireNonNull(shared);
    }

    @AfterAll
    static void close() {
        if (shared != null) {
            shared.close();
        }
    }

    @Test
    @Order(1)
    void recordsAMismatchWithItsValuesAndTimesFromItsFirstSightToItsEnd() {
        await().atMost(SOON).untilAsserted(() -> get("/q/health/ready").then().statusCode(200));
        for (String id : List.of("a", "b", "c")) {
            stores.append(key("documents", id), new Change.Upsert(document(id, "one")));
        }
        stores.applyAll();
        await().atMost(SOON).untilAsserted(() -> get("/v1/parity").then().body("verdict", equalTo("verified")));
        Instant before = Instant.now();
        stores.inSqlite("update document set title = 'tampered' where id = 'a'");
        sweep();
        awaitRecorded("a|different|title|sqlite|one|tampered|one");

        stores.inSqlite("update document set title = 'again' where id = 'a'");
        awaitRecorded("a|different|title|sqlite|one|again|one");

        stores.inSqlite("update document set title = 'one' where id = 'a'");
        awaitRecorded("a|different|title|sqlite|one|again|one|equal");
        assertThat(sql("select first_seen <= last_seen and last_seen <= closed_at and first_seen >= '" + before
                        + "' and closed_at <= now() and not values_cut from evenkeel.parity_mismatch"))
                .containsExactly("t");
    }

    @Test
    @Order(2)
    void recordsRunsAndRepairs() {
        JsonPath sweep = sweep();
        awaitSql(
                "select concat_ws('|', kind, state, verdict, rows_compared, mismatches) from evenkeel.parity_run"
                        + " where id = '" + sweep.getString("id") + "'",
                "sweep|done|verified|3|0");

        stores.inSqlite("delete from document where id = 'b'");
        given().contentType(ContentType.JSON)
                .body(Map.of("rows", List.of(Map.of("entity", "documents", "id", "b"))))
                .post("/v1/parity/repairs")
                .then()
                .statusCode(200)
                .body("failed", equalTo(1));
        awaitSql(
                "select concat_ws('|', asked_by, entity, workspace_id, key, store, action, outcome, code)"
                        + " from evenkeel.parity_repair",
                "operator|documents|default|b|sqlite|put|failed|unavailable");
        stores.append(key("documents", "b"), new Change.Upsert(document("b", "two")));
        stores.applyAll();
        awaitSql(
                "select concat_ws('|', kind, column_name, store, closed_how) from evenkeel.parity_mismatch where key = 'b'",
                "missing_in_sqlite|sqlite|equal");
    }

    @Test
    @Order(3)
    void whatHappensWhileItCannotBeRecordedIsRecordedLaterAndOnce() {
        stores.inSupabase("alter schema evenkeel rename to hidden");
        sql("delete from hidden.parity_mismatch");
        for (String title : List.of("x", "y")) {
            stores.inSqlite("update document set title = '" + title + "' where id = 'c'");
            sweep();
            stores.inSqlite("update document set title = 'one' where id = 'c'");
            await().atMost(SOON)
                    .until(() -> get("/v1/parity/mismatches").jsonPath().getList("mismatches.id").stream()
                            .noneMatch("c"::equals));
        }
        await().atMost(SOON)
                .untilAsserted(() -> get("/v1/parity")
                        .then()
                        .body("history.state", equalTo("failing"))
                        .body("history.code", equalTo("no-schema"))
                        .body("history.failingSince", notNullValue())
                        .body("history.reason", containsString("./evenkeel schema history")));
        get("/q/health/ready").then().statusCode(200);

        stores.inSupabase("alter schema hidden rename to evenkeel");
        awaitRecorded("c|different|title|sqlite|one|x|one|equal", "c|different|title|sqlite|one|y|one|equal");
        await().atMost(SOON)
                .untilAsserted(() -> get("/v1/parity")
                        .then()
                        .body("history.state", equalTo("recording"))
                        .body("history.waiting", equalTo(0)));
    }

    @Test
    @Order(4)
    void showsWhatWasRecordedPageByPage() {
        assertThat(get("/v1/parity/history/mismatches?limit=1").jsonPath().getList("mismatches.sqlite"))
                .containsExactly("y");
        JsonPath all = get("/v1/parity/history/mismatches?entity=documents&workspaceId=default&id=c&open=false")
                .jsonPath();
        assertThat(all.getList("mismatches.sqlite")).containsExactly("y", "x");
        assertThat(all.getList("mismatches.closedHow")).containsExactly("equal", "equal");
        assertThat(all.getString("cursor")).isNull();
        assertThat(get("/v1/parity/history/mismatches?open=true").jsonPath().getList("mismatches"))
                .isEmpty();
        assertThat(get("/v1/parity/history/mismatches?since=2999-01-01T00:00:00Z")
                        .jsonPath()
                        .getList("mismatches"))
                .isEmpty();

        List<String> runs = new ArrayList<>();
        String next = "";
        do {
            JsonPath page =
                    get("/v1/parity/history/runs?kind=sweep&limit=2" + next).jsonPath();
            runs.addAll(page.getList("runs.id"));
            next = page.getString("cursor") == null ? "" : "&cursor=" + page.getString("cursor");
        } while (!next.isEmpty());
        assertThat(runs).hasSize(4).doesNotHaveDuplicates();
        assertThat(get("/v1/parity/history/repairs?outcome=failed").jsonPath().getList("repairs.id"))
                .containsExactly("b");

        for (String wrong : List.of("limit=0", "limit=1001", "cursor=x", "cursor=eA", "since=yesterday")) {
            get("/v1/parity/history/runs?" + wrong).then().statusCode(422).contentType("application/problem+json");
        }
    }

    @Test
    @Order(5)
    void withSupabaseDownItGoesBackToSqliteAndSaysWhatWaits() throws Exception {
        try (ExecutorService operator = Executors.newSingleThreadExecutor()) {
            Future<Response> forth =
                    operator.submit(() -> cutover(Map.of("stage", "supabase", "force", true, "reason", "a test")));
            stores.carryBarrier(0);
            stores.applyAll();
            forth.get().then().statusCode(200).body("outcome", equalTo("committed"));

            stores.stopSupabase();
            Future<Response> back = operator.submit(() -> cutover(Map.of("stage", "sqlite")));
            stores.carryBarrier(1);
            stores.apply(Backend.SQLITE);
            back.get().then().statusCode(200).body("outcome", equalTo("committed"));
        }
        sweepBegun();
        await().atMost(SOON)
                .untilAsserted(() -> get("/v1/parity")
                        .then()
                        .body("history.state", equalTo("failing"))
                        .body("history.code", equalTo("unreachable"))
                        .body("history.waiting", greaterThan(0)));
        get("/q/health/ready").then().statusCode(200);
        get("/v1/parity/history/runs")
                .then()
                .statusCode(503)
                .header("Retry-After", notNullValue())
                .contentType("application/problem+json")
                .body("type", equalTo("urn:evenkeel:problem:history-unavailable"))
                .body("detail", containsString("GET /v1/parity/mismatches"));
        assertThat(get("/q/metrics").asString())
                .contains(
                        "evenkeel_history_failing 1.0",
                        "evenkeel_history_dropped_total 0.0",
                        "evenkeel_history_waiting ");

        stores.startSupabase();
        await().atMost(SOON)
                .untilAsserted(() -> get("/v1/parity")
                        .then()
                        .body("history.state", equalTo("recording"))
                        .body("history.waiting", equalTo(0)));
        assertThat(sql("select count(*) - count(distinct id) from evenkeel.parity_run"))
                .containsExactly("0");
    }

    @Test
    @Order(6)
    void aCheckerThatHasLostItsFilesTakesOverWhatIsOpen(@TempDir Path folder) {
        sql("insert into evenkeel.parity_mismatch select gen_random_uuid(), " + log.epoch() + ", entity, workspace_id,"
                + " 'lost-' || n, kind, column_name, store, log_value, sqlite_value, supabase_value, values_cut,"
                + " '2026-11-01T00:00:00Z', last_seen, null, null, now() from evenkeel.parity_mismatch,"
                + " generate_series(1, 450) as n where sqlite_value = 'x'");
        sql("insert into evenkeel.parity_mismatch select gen_random_uuid(), 17, entity, workspace_id,"
                + " 'other-log', kind, column_name, store, log_value, sqlite_value, supabase_value, values_cut,"
                + " first_seen, last_seen, null, null, now() from evenkeel.parity_mismatch where sqlite_value = 'x'"
                + " and key = 'c'");
        try (LedgerFile ledger = LedgerFile.open(folder.resolve("ledger.sqlite"), log.epoch());
                Journal journal = new Journal(folder.resolve("history.sqlite"), log.epoch(), Clock.systemUTC())) {
            Findings findings = new Findings(ledger, journal);
            history.takeOver(journal, findings);

            assertThat(findings.open())
                    .hasSize(450)
                    .allSatisfy(one -> assertThat(one.foundAt()).isEqualTo("2026-11-01T00:00:00Z"));
            assertThat(journal.isRestored()).isTrue();
            assertThat(journal.waiting()).isZero();
        }
        sql("insert into evenkeel.parity_run (id, kind, state, epoch, requested_at, seconds, recorded_at)"
                + " values ('00000000-0000-0000-0000-000000000017', 'search', 'running', 1, now(), 1, now())");
        history.endOthers(Set.of(FORGOTTEN));
        assertThat(sql("select state from evenkeel.parity_run where id = '" + FORGOTTEN + "'"))
                .containsExactly("running");
        history.endOthers(Set.of());
        assertThat(sql("select state || ': ' || reason from evenkeel.parity_run where id = '" + FORGOTTEN + "'"))
                .containsExactly("failed: parity-checker was ended meanwhile");
        assertThat(sql("select closed_how from evenkeel.parity_mismatch where key = 'other-log'"))
                .containsExactly("log_replaced");
    }

    @Test
    @Order(7)
    void removesWhatIsOldButNothingThatIsOpen() {
        sql(
                "update evenkeel.parity_mismatch set closed_at = '2020-01-01T00:00:00Z', closed_how = 'equal' where key = 'lost-1'");
        sql("insert into evenkeel.parity_repair select gen_random_uuid(), '2020-01-01T00:00:00Z', asked_by, entity,"
                + " workspace_id, 'old', store, action, outcome, code, message, recorded_at from evenkeel.parity_repair,"
                + " generate_series(1, 1100)");
        Instant before = Instant.parse("2020-06-01T00:00:00Z");

        assertThat(history.prune(before)).isTrue();
        assertThat(history.prune(before)).isFalse();

        assertThat(sql("select count(*) from evenkeel.parity_repair")).containsExactly("1");
        assertThat(sql("select count(*) from evenkeel.parity_mismatch where key like 'lost-%'"))
                .containsExactly("449");
        assertThat(sql("select count(*) from evenkeel.parity_run where kind = 'sweep'"))
                .isNotEqualTo(List.of("0"));
    }

    private static Response cutover(Map<String, Object> request) {
        return given().contentType(ContentType.JSON).body(request).post("/v1/cutover");
    }

    private void awaitRecorded(String... sightings) {
        awaitSql(SIGHTINGS, sightings);
    }

    private void awaitSql(String query, String... rows) {
        await().atMost(SOON).untilAsserted(() -> assertThat(sql(query)).containsExactly(rows));
    }

    private List<String> sql(String query) {
        List<String> rows = new ArrayList<>();
        try (Connection connection = Connections.jdbc(
                                SupabaseDatabase.parse(config.supabaseDbUrl().orElseThrow()))
                        .getConnection();
                Statement statement = connection.createStatement()) {
            if (statement.execute(query)) {
                try (ResultSet result = statement.getResultSet()) {
                    while (result.next()) {
                        rows.add(result.getString(1));
                    }
                }
            }
            return rows;
        } catch (SQLException failed) {
            throw new AssertionError(failed.getMessage(), failed);
        }
    }

    private static JsonPath sweep() {
        String location = sweepBegun();
        await().atMost(SOON)
                .until(() -> !get(location).jsonPath().getString("state").equals("running"));
        return get(location).jsonPath();
    }

    private static String sweepBegun() {
        return given().post("/v1/parity/sweeps").getHeader("Location");
    }
}
