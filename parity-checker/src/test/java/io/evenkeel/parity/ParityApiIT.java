package io.evenkeel.parity;

import static io.evenkeel.contract.store.Rows.document;
import static io.evenkeel.contract.store.Rows.key;
import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.Rows;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.Vector;
import io.evenkeel.kit.EventLog;
import io.evenkeel.kit.ModelLog;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.ByteOrder;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
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

/** The service as operators meet it. In order, because the log goes on from one test to the next. */
@QuarkusTest
@QuarkusTestResource(ParityEnvironment.class)
@TestMethodOrder(OrderAnnotation.class)
class ParityApiIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static @Nullable TwoStores shared;

    @Inject
    ParityConfig config;

    @Inject
    EventLog log;

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
    void decidesTheFirstStageAndBecomesReady() {
        await().atMost(SOON).untilAsserted(() -> get("/q/health/ready").then().statusCode(200));
        get("/v1/cutover")
                .then()
                .statusCode(200)
                .body("stage", equalTo("dual-write"))
                .body("backend", equalTo("sqlite"))
                .body("term", equalTo(1))
                .body("available", hasItem("supabase"))
                .body("warnings", empty());
    }

    @Test
    @Order(2)
    void verifiesWhatBothStoresHold() {
        Position first = stores.append(key("documents", "a"), new Change.Upsert(document("a", "one")));
        Position second = stores.append(key("documents", "b"), new Change.Upsert(document("b", "two")));
        stores.applyAll();
        awaitVerified(first);
        awaitVerified(second);
        get("/v1/parity")
                .then()
                .body("verdict", equalTo("verified"))
                .body("mismatches", equalTo(0))
                .body("stores.sqlite.reachable", equalTo(true))
                .body("stores.supabase.lagEvents", equalTo(0))
                .body("stores.supabase.positions", notNullValue());
        assertThat(metric("evenkeel_parity_verdict{verdict=\"verified\"}")).isEqualTo(1);
        assertThat(metric("evenkeel_parity_lag_seconds")).isZero();
        assertThat(metric("evenkeel_backend{backend=\"sqlite\"}")).isEqualTo(1);
        assertThat(metric("evenkeel_stage{stage=\"dual-write\"}")).isEqualTo(1);
        assertThat(metric("evenkeel_dead_letters_open{store=\"sqlite\"}")).isZero();
        assertThat(metric("evenkeel_verified_offset{partition=\"0\"}")).isGreaterThanOrEqualTo(-1);
    }

    @Test
    @Order(3)
    void aSweepReportsWhatDiffersAsTheCommandShowsIt() {
        assertThat(sweep().getString("verdict")).isEqualTo("verified");
        stores.inSupabase("update documents set title = 'tampered' where id = 'a'");
        JsonPath report = sweep();
        assertThat(report.getString("state")).isEqualTo("done");
        assertThat(report.getString("verdict")).isEqualTo("not_verified");
        assertThat(report.getLong("rowsCompared")).isEqualTo(2);
        assertThat(report.getList("mismatches")).hasSize(1);
        assertThat(report.getMap("mismatches[0]"))
                .isEqualTo(Map.of(
                        "entity", "documents",
                        "workspaceId", "default",
                        "id", "a",
                        "kind", "different",
                        "column", "title",
                        "log", "one",
                        "sqlite", "one",
                        "supabase", "tampered"));
        get("/v1/parity/mismatches")
                .then()
                .body("mismatches.id", contains("a"))
                .body("mismatches[0].stores", contains("supabase"));
        get("/v1/parity").then().body("verdict", equalTo("not_verified")).body("mismatches", equalTo(1));
        assertThat(metric("evenkeel_parity_mismatches{entity=\"documents\",kind=\"different\"}"))
                .isEqualTo(1);
    }

    @Test
    @Order(3)
    void aSweepOfAPartIsAskedForInOneDocument() {
        Response begun = sweep(Map.of("entities", List.of("search_chunks"), "workspace", "default", "load", 0.5));
        begun.then()
                .statusCode(202)
                .body("request.entities", contains("search_chunks"))
                .body("request.load", equalTo(0.5f));
        await().atMost(SOON)
                .untilAsserted(() -> get("/v1/parity/sweeps/current").then().body("state", equalTo("done")));
        get("/v1/parity/sweeps/current").then().body("id", equalTo(begun.path("id")));
        given().post("/v1/parity/sweeps/current/stop")
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:evenkeel:problem:sweep-ended"));
        sweep(Map.of("entities", List.of("documents", "nonsense")))
                .then()
                .statusCode(422)
                .body("pointer", equalTo("/entities/1"));
        sweep(Map.of("since", "yesterday")).then().statusCode(422).body("pointer", equalTo("/since"));
        sweep(Map.of("load", 2)).then().statusCode(422).body("pointer", equalTo("/load"));
    }

    @Test
    @Order(4)
    void refusesACutoverWhileAMismatchIsOpen() {
        cutover(Map.of("stage", "supabase"))
                .then()
                .statusCode(409)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:evenkeel:problem:cutover-refused"))
                .body("gates.find { it.name == 'mismatches' }.passed", equalTo(false));
        cutover(Map.of("stage", "supabase", "dryRun", true))
                .then()
                .statusCode(200)
                .body("outcome", equalTo("dry-run"))
                .body("refused", equalTo(true));
        cutover(Map.of("stage", "supabase", "force", true))
                .then()
                .statusCode(422)
                .body("type", equalTo("urn:evenkeel:problem:reason-required"));
        cutover(Map.of("stage", "shadow"))
                .then()
                .statusCode(422)
                .body("type", equalTo("urn:evenkeel:problem:stage-not-available"))
                .body("available", hasItem("live"));
    }

    @Test
    @Order(5)
    void givesUpAFlipWhoseBarrierDoesNotArrive() {
        stores.inSupabase("update documents set title = 'one' where id = 'a'");
        awaitVerdict("verified");
        cutover(Map.of("stage", "live"))
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:evenkeel:problem:barrier-not-applied"))
                .body("gates.find { it.name == 'barrier' }.passed", equalTo(false));
        get("/v1/cutover").then().body("stage", equalTo("dual-write")).body("term", equalTo(1));
        // The barrier comes late, and changes nothing.
        stores.carryBarrier(0);
        stores.applyAll();
    }

    @Test
    @Order(6)
    void answersInProblemDocuments() {
        get("/v1/parity/sweeps/nothing")
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:evenkeel:problem:no-such-sweep"));
        get("/q/openapi").then().statusCode(200);
    }

    @Test
    @Order(7)
    void listsReplaysAndDismissesDeadLetters() {
        stores.append(key("documents", "c"), new Change.Upsert(document("c", "three")));
        String key = stores.refuse(Backend.SQLITE).key();
        stores.append(key("documents", "c"), new Change.Upsert(document("c", "four")));
        String behind = stores.refuse(Backend.SQLITE).key();
        stores.append(key("documents", "c"));
        stores.applyAll();
        await().atMost(SOON)
                .untilAsserted(() -> get("/v1/dead-letters")
                        .then()
                        .statusCode(200)
                        .body("total", equalTo(2))
                        .body("byStore.sqlite", equalTo(2))
                        .body("deadLetters.key", contains(key, behind))
                        .body("deadLetters[0].code", equalTo("store-refused"))
                        .body("deadLetters[0].root", equalTo("default/documents/c")));
        get("/v1/dead-letters?limit=1").then().body("total", equalTo(2)).body("deadLetters.key", contains(key));
        get("/v1/dead-letters?store=supabase").then().body("total", equalTo(0)).body("deadLetters", empty());
        get("/v1/dead-letters?store=nonsense").then().statusCode(422);
        cutover(Map.of("stage", "supabase", "dryRun", true))
                .then()
                .body("gates.find { it.name == 'dead-letters' }.passed", equalTo(false));

        deadLetters("replay", Map.of("all", true))
                .then()
                .statusCode(503)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:evenkeel:problem:replay-failed"))
                .body("results.key", contains(key, behind))
                .body("results[0].message", containsString("EVENKEEL_SQLITE_WRITER_URL"))
                .body("results[1].message", containsString("not tried"));
        deadLetters("replay", Map.of("keys", List.of("nonsense")))
                .then()
                .statusCode(422)
                .body("type", equalTo("urn:evenkeel:problem:no-such-dead-letter"))
                .body("keys", contains("nonsense"));
        deadLetters("replay", Map.of()).then().statusCode(422);
        deadLetters("dismiss", Map.of("keys", List.of(key)))
                .then()
                .statusCode(422)
                .body("type", equalTo("urn:evenkeel:problem:reason-required"));
        deadLetters("dismiss", Map.of("store", "sqlite", "reason", "a test"))
                .then()
                .statusCode(200)
                .body("dismissed", equalTo(2))
                .body("keys", contains(key, behind));
        get("/v1/dead-letters").then().body("total", equalTo(0));
    }

    @Test
    @Order(8)
    void signsWhatTheLogHoldsAndWhetherBothStoresHoldIt() {
        stores.append(key("documents", "c"), new Change.Upsert(document("c", "five")));
        stores.applyAll();
        awaitVerdict("verified");
        Response issued = given().post("/v1/parity/certificates");
        issued.then()
                .statusCode(201)
                .body("certificate", equalTo("evenkeel-parity/2"))
                .body("log.epoch", equalTo(stores.epoch()))
                .body("log.topicPrefix", equalTo(stores.topics().prefix()))
                .body("entities.documents.rows", equalTo(3))
                .body("entities.search_chunks.rows", equalTo(0))
                .body("parity.verdict", equalTo("verified"))
                .body("parity.compared", equalTo(true))
                .body("flip", nullValue())
                .body("key", equalTo(get("/v1/parity/certificates/key").path("key")))
                .body("signature", notNullValue());
        assertThat(get(issued.getHeader("Location")).asString()).isEqualTo(issued.asString());
        get("/v1/parity/certificates/nothing")
                .then()
                .statusCode(404)
                .body("type", equalTo("urn:evenkeel:problem:no-such-certificate"));
        get("/v1/parity/certificates/..%2Fledger").then().statusCode(404);
    }

    @Test
    @Order(9)
    void everyFlipHasItsCertificate() throws Exception {
        get("/v1/cutover").then().body("certificate", nullValue());
        String id;
        try (ExecutorService operator = Executors.newSingleThreadExecutor()) {
            Future<Response> flip =
                    operator.submit(() -> cutover(Map.of("stage", "live", "force", true, "reason", "a test")));
            stores.carryBarrier(1);
            stores.applyAll();
            flip.get().then().statusCode(200).body("outcome", equalTo("committed"));
            id = flip.get().path("certificate");
        }
        get("/v1/cutover").then().body("certificate", equalTo(id));
        await().atMost(SOON)
                .untilAsserted(() -> get("/v1/cutover/certificates/" + id)
                        .then()
                        .statusCode(200)
                        .body("id", equalTo(id))
                        .body("flip.from", equalTo("dual-write"))
                        .body("flip.to", equalTo("live"))
                        .body("flip.barrier.size()", equalTo(TwoStores.PARTITIONS))
                        .body("flip.gates.name", hasItem("mismatches"))
                        .body("positions.size()", equalTo(TwoStores.PARTITIONS))
                        .body("parity.compared", equalTo(true)));
        get("/v1/parity/certificates/" + id).then().statusCode(200);
    }

    @Test
    @Order(10)
    void comparesSearchesInBothStores() {
        for (Map<String, Object> wrong : List.of(
                Map.<String, Object>of("k", 0),
                Map.<String, Object>of("queries", List.of()),
                Map.<String, Object>of("queries", List.of(Map.of("vector", List.of(1, 2)))),
                Map.<String, Object>of("queries", List.of(Map.of("entity", "tags", "vector", List.of(1, 2)))))) {
            searches(wrong).then().statusCode(422).body("type", equalTo("urn:evenkeel:problem:no-such-query"));
        }
        get("/v1/parity/searches/nothing").then().statusCode(404);
        assertThat(get("/q/metrics").asString()).contains("evenkeel_search_recall ");

        Row chunk = Rows.chunk("b", 0, "text", "something");
        Position position = stores.append(key("documents", "b"), new Change.Upsert(chunk));
        stores.applyAll();
        awaitVerified(position);
        float[] vector = Rows.vector(new Random("something".hashCode()), 384).toArray();
        JsonPath given = ended(
                searches(Map.of("k", 3, "queries", List.of(Map.of("entity", "search_chunks", "vector", vector)))));
        assertThat(given.getString("verdict")).as(given.prettify()).isEqualTo("verified");
        assertThat(given.getString("source")).isEqualTo("given");
        assertThat(given.getLong("equal")).isEqualTo(1);
        assertThat(given.getLong("recall.wanted")).isEqualTo(1);
        assertThat(given.getDouble("recall.low")).isLessThan(1);

        stores.inSqlite("update search_chunk set embedding = x'" + "00".repeat(383 * 4) + "0000803f'");
        JsonPath sampled = ended(searches(Map.of()));
        assertThat(sampled.getString("source")).isEqualTo("sampled");
        assertThat(sampled.getString("verdict")).isEqualTo("not_verified");
        assertThat(sampled.getString("differences[0].entity")).isEqualTo("search_chunks");
        get("/v1/parity")
                .then()
                .body("lastSearch.verdict", equalTo("not_verified"))
                .body("lastSearch.differences", empty());
        assertThat(metric("evenkeel_search_recall")).isEqualTo(1);
        assertThat(metric("evenkeel_search_different")).isEqualTo(1);
    }

    @Test
    @Order(11)
    void repairsWhatIsAskedForAndRemembersIt() {
        stores.inSqlite("update document set title = 'tampered' where id = 'a'");
        repair(Map.of("rows", List.of(Map.of("entity", "documents", "id", "a")), "dryRun", true))
                .then()
                .statusCode(200)
                .body("dryRun", equalTo(true))
                .body("planned", equalTo(1))
                .body("results[0].store", equalTo("sqlite"))
                .body("results[0].action", equalTo("put"));
        get("/v1/parity/repairs").then().statusCode(200).body("repairs", empty());

        repair(Map.of("rows", List.of(Map.of("entity", "documents", "workspaceId", "default", "id", "a"))))
                .then()
                .statusCode(200)
                .body("failed", equalTo(1))
                .body("left", equalTo(0))
                .body("results.id", contains("a"))
                .body("results[0].outcome", equalTo("failed"))
                .body("results[0].code", equalTo("unavailable"))
                .body("results[0].message", containsString("EVENKEEL_SQLITE_WRITER_URL"));
        get("/v1/parity/repairs")
                .then()
                .body("repairs.id", contains("a"))
                .body("repairs[0].by", equalTo("operator"))
                .body("repairs[0].at", notNullValue())
                .body("repairs[0].outcome", equalTo("failed"));

        stores.inSqlite("update document set title = 'one' where id = 'a'");
        repair(Map.of("rows", List.of(Map.of("entity", "documents", "id", "a"))))
                .then()
                .statusCode(200)
                .body("equal", equalTo(1));
        get("/v1/parity/repairs?limit=1").then().body("repairs", hasSize(1));
    }

    @Test
    @Order(12)
    void saysWhatIsWrongWithARepairThatMakesNoSense() {
        refused(Map.of(), "nothing-selected", null);
        refused(Map.of("all", true, "entity", "documents"), "nothing-selected", null);
        refused(Map.of("entity", "nonsense"), "no-such-entity", "/entity");
        refused(Map.of("rows", List.of(Map.of("entity", "documents"))), "incomplete-row", "/rows/0");
        refused(Map.of("rows", List.of(Map.of("entity", "nonsense", "id", "a"))), "no-such-entity", "/rows/0/entity");
        refused(Map.of("rows", List.of(Map.of("entity", "documents", "id", "a\u0000"))), "nul-character", "/rows/0/id");
        refused(
                Map.of("rows", Collections.nCopies(1_001, Map.of("entity", "documents", "id", "a"))),
                "too-many-rows",
                "/rows");
        get("/v1/parity/repairs?limit=-1").then().statusCode(422);
        given().contentType(ContentType.JSON)
                .body("{\"all\": ")
                .post("/v1/parity/repairs")
                .then()
                .statusCode(400)
                .contentType("application/problem+json");
    }

    @Test
    @Order(13)
    void comparesWhatQueryServiceAnsweredLately() {
        searches(Map.of("queries", "sampled"))
                .then()
                .statusCode(422)
                .body("type", equalTo("urn:evenkeel:problem:no-such-query"))
                .body("pointer", equalTo("/queries"));
        searches(Map.of("queries", "recent"))
                .then()
                .statusCode(503)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:evenkeel:problem:recent-searches-unavailable"))
                .body("detail", containsString("EVENKEEL_QUERY_URLS"))
                .body("instances[0].reason", containsString("500"))
                .body("instances[1].reason", containsString("does not answer"));
        record("{\"size\": 10, \"total\": 0, \"searches\": []}");
        searches(Map.of("queries", "recent"))
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:evenkeel:problem:no-recent-searches"))
                .body("detail", containsString("search first"));

        Row chunk = Rows.chunk("b", 0, "text", "something");
        Vector vector = Rows.vector(new Random("something".hashCode()), 384);
        stores.inSqlite("update search_chunk set embedding = x'"
                + HexFormat.of().formatHex(vector.toBytes(ByteOrder.LITTLE_ENDIAN)) + "' where id = '"
                + chunk.key().key() + "'");
        try (ModelLog models = ModelLog.open(log.bootstrapServers(), log.topics())) {
            models.decide("a-model@0123456789abcdef", "a test", Clock.systemUTC());
        }
        record("{\"size\": 10, \"total\": 4, \"searches\": ["
                + String.join(
                        ",",
                        recent("null", "search_chunks", vector),
                        recent("\"a-model@fedcba9876543210\"", "search_chunks", vector),
                        recent("null", "search_chunks", vector),
                        recent("null", "nonsense", vector))
                + "]}");
        JsonPath report = ended(searches(Map.of("queries", "recent", "k", 3)));
        assertThat(report.getString("source")).isEqualTo("recent");
        assertThat(report.getLong("queries")).isEqualTo(1);
        assertThat(report.getLong("equal")).as(report.prettify()).isEqualTo(1);
        assertThat(report.getLong("recall.wanted")).isEqualTo(1);
        assertThat(report.getString("instances[0].url"))
                .isEqualTo(config.queryUrls().getFirst().toString());
        assertThat(report.getLong("instances[0].listed")).isEqualTo(4);
        assertThat(report.getLong("instances[0].taken")).isEqualTo(1);
        assertThat(report.getLong("instances[0].otherModel")).isEqualTo(1);
        assertThat(report.getLong("instances[0].repeated")).isEqualTo(1);
        assertThat(report.getLong("instances[0].unfit")).isEqualTo(1);
        assertThat(report.getString("instances[0].reason")).isNull();
        assertThat(report.getString("instances[1].reason")).contains("does not answer");
        assertThat(report.getString("verdict")).isEqualTo("stale");
        assertThat(report.getString("reason")).contains("1 of 2 instances");
    }

    private static String recent(String model, String entity, Vector vector) {
        return "{\"at\": \"2026-11-22T10:00:00Z\", \"workspace\": \"default\", \"k\": 5, \"model\": " + model
                + ", \"entities\": [{\"entity\": \"" + entity
                + "\", \"filter\": {\"document_id\": \"b\"}}], \"vector\": "
                + Arrays.toString(vector.toArray()) + "}";
    }

    private void record(String listing) {
        given().body(listing)
                .put(config.queryUrls().getFirst() + "/v1/search/recent")
                .then()
                .statusCode(204);
    }

    private static void refused(Map<String, Object> request, String code, @Nullable String pointer) {
        repair(request)
                .then()
                .statusCode(422)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:evenkeel:problem:" + code))
                .body("pointer", equalTo(pointer));
    }

    private static Response repair(Map<String, Object> request) {
        return given().contentType(ContentType.JSON).body(request).post("/v1/parity/repairs");
    }

    private static Response searches(Map<String, Object> request) {
        return given().contentType(ContentType.JSON).body(request).post("/v1/parity/searches");
    }

    private static JsonPath ended(Response started) {
        started.then().statusCode(202);
        String location = started.getHeader("Location");
        await().atMost(SOON)
                .until(() -> !get(location).jsonPath().getString("state").equals("running"));
        return get(location).jsonPath();
    }

    private static Response deadLetters(String action, Map<String, Object> request) {
        return given().contentType(ContentType.JSON).body(request).post("/v1/dead-letters/" + action);
    }

    private static Response cutover(Map<String, Object> request) {
        return given().contentType(ContentType.JSON).body(request).post("/v1/cutover");
    }

    private static Response sweep(Map<String, Object> request) {
        return given().contentType(ContentType.JSON).body(request).post("/v1/parity/sweeps");
    }

    private static JsonPath sweep() {
        return ended(given().post("/v1/parity/sweeps"));
    }

    private static void awaitVerdict(String verdict) {
        await().atMost(SOON)
                .untilAsserted(() -> get("/v1/parity").then().statusCode(200).body("verdict", equalTo(verdict)));
    }

    private static void awaitVerified(Position position) {
        await().atMost(SOON)
                .untilAsserted(() -> get("/v1/parity")
                        .then()
                        .body("lagSeconds", equalTo(0.0f))
                        .body(
                                "partitions.find { it.partition == " + position.partition() + " }.verified",
                                greaterThanOrEqualTo((int) position.offset())));
    }

    private static double metric(String series) {
        return get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no series " + series));
    }
}
