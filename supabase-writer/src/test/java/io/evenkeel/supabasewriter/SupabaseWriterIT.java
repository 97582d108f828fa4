package io.evenkeel.supabasewriter;

import static io.evenkeel.contract.store.Rows.chunk;
import static io.evenkeel.contract.store.Rows.document;
import static io.evenkeel.contract.store.Rows.key;
import static io.evenkeel.contract.store.Rows.section;
import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.control.Stage;
import io.evenkeel.contract.store.Rows;
import io.evenkeel.contract.store.StoreUnavailableException;
import io.evenkeel.contract.topic.ChangeLog;
import io.evenkeel.contract.topic.DeadLetter;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.kit.ControlFollower;
import io.evenkeel.kit.EventLog;
import io.evenkeel.kit.PlatformConfig;
import io.evenkeel.kit.writer.ReplayRequest;
import io.evenkeel.supabase.SupabaseStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** In order, because the database and the log go on from one test to the next. */
@QuarkusTest
@QuarkusTestResource(WriterEnvironment.class)
@TestMethodOrder(OrderAnnotation.class)
class SupabaseWriterIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static ChangeLog changes;

    @Inject
    SupabaseWriter writer;

    @Inject
    SupabaseConfig config;

    @Inject
    WriterConfig loading;

    @Inject
    PlatformConfig platform;

    @Inject
    Pool pool;

    @Inject
    Catalogue catalogue;

    @Inject
    ControlFollower control;

    @Inject
    EventLog log;

    private SupabaseStore reading;

    @BeforeEach
    void open() {
        if (changes == null) {
            changes = new ChangeLog(log.bootstrapServers(), log.topics(), log.epoch());
        }
        reading = SupabaseStore.open(
                WriterEnvironment.writerUri(), Rows.CATALOGUE, log.topics().changes());
    }

    @AfterEach
    void close() {
        reading.close();
    }

    @Test
    @Order(1)
    void appliesNothingWhileTheStageIsSqlite() {
        changes.decide(Stage.SQLITE);
        Position position = changes.upsert(0, document("d1", "early"));
        await().atMost(SOON).untilAsserted(() -> assertThat(phase()).isEqualTo("paused"));
        get("/q/health/ready").then().statusCode(200);
        assertThat(reading.reader().positions()).isEmpty();

        changes.decide(Stage.DUAL_WRITE);
        applied(position);
        assertThat(row("d1")).contains(document("d1", "early"));
    }

    @Test
    @Order(2)
    void appliesEveryPartitionAndReportsNoLagForMarkers() {
        List<Position> last = new ArrayList<>();
        for (int partition = 0; partition < WriterEnvironment.PARTITIONS; partition++) {
            for (int i = 0; i < 20; i++) {
                String id = "p" + partition + "-" + i;
                last.add(changes.upsert(
                        partition, document(id, "title"), section(id, 0, "text"), chunk(id, 0, "document", "text")));
            }
        }
        last.forEach(this::applied);
        assertThat(reading.reader().counts("default").value())
                .containsEntry("documents", 61L)
                .containsEntry("search_chunks", 60L);
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(metric("evenkeel_writer_lag_records")).contains(0.0);
            assertThat(metric("evenkeel_writer_lag_seconds")).contains(0.0);
        });
        everyPutHappenedOnce();
    }

    @Test
    @Order(3)
    void poisonGoesToTheDeadLettersAndTheRestIsApplied() {
        WriterEnvironment.sql("ALTER TABLE documents ADD CONSTRAINT no_nonsense CHECK (title <> 'nonsense')");
        Row orphan = section("never", 0, "orphan");
        Position refused = changes.send(1, key("documents", "never"), List.of(new Change.Upsert(orphan)));
        changes.upsert(1, document("nonsense", "nonsense"));
        changes.send(1, new byte[] {1, 2, 3});
        Position after = changes.upsert(1, document("after", "poison"));

        applied(after);
        assertThat(row("after")).isPresent();
        List<DeadLetter> letters = changes.deadLetters();
        assertThat(letters)
                .extracting(DeadLetter::code)
                .containsExactlyInAnyOrder("orphan", "store-refused", "malformed-change-set");
        assertThat(letters).extracting(DeadLetter::store).containsOnly("supabase");
        assertThat(letters).extracting(DeadLetter::position).contains(refused);
    }

    @Test
    @Order(4)
    void lostConnectionsLoseAndRepeatNothing() {
        List<Position> last = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            for (int partition = 0; partition < WriterEnvironment.PARTITIONS; partition++) {
                last.add(changes.upsert(partition, document("lost" + partition + "-" + i, "title")));
            }
            if (i % 10 == 0) {
                WriterEnvironment.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        + " WHERE usename = 'evenkeel_writer' AND application_name = 'evenkeel'");
            }
        }
        last.forEach(this::applied);

        assertThat(WriterEnvironment.sql("SELECT count(*) FROM documents WHERE id LIKE 'lost%'"))
                .isEqualTo("180");
        everyPutHappenedOnce();
    }

    @Test
    @Order(5)
    void aPostgresThatIsKilledDegradesTheWriterUntilItIsBack() {
        List<Position> last = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            last.add(changes.upsert(i % WriterEnvironment.PARTITIONS, document("killed" + i, "title")));
        }
        WriterEnvironment.killPostgres();
        for (int i = 40; i < 60; i++) {
            last.add(changes.upsert(i % WriterEnvironment.PARTITIONS, document("killed" + i, "title")));
        }
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(phase()).isEqualTo("degraded");
            get("/q/health/ready").then().statusCode(503);
        });
        get("/q/health/live").then().statusCode(200);

        WriterEnvironment.startPostgres();
        last.forEach(this::applied);
        await().atMost(SOON).untilAsserted(() -> get("/q/health/ready").then().statusCode(200));
        assertThat(WriterEnvironment.sql("SELECT count(*) FROM documents WHERE id LIKE 'killed%'"))
                .isEqualTo("60");
        assertThat(changes.deadLetters())
                .as("a transient failure is no dead letter")
                .hasSize(3);
        everyPutHappenedOnce();
    }

    @Test
    @Order(6)
    void resumesWhereItStood() throws InterruptedException {
        writer.stop();
        Position missed = changes.upsert(0, document("missed", "while stopped"));
        writer.start();
        applied(missed);

        assertThat(row("missed")).contains(document("missed", "while stopped"));
        everyPutHappenedOnce();
    }

    @Test
    @Order(7)
    void severalInstancesShareThePartitions() throws InterruptedException {
        SupabaseWriter second = new SupabaseWriter(
                pool, config, loading, platform, catalogue, log, control, new SimpleMeterRegistry(), Clock.systemUTC());
        second.start();
        List<Position> last = new ArrayList<>();
        for (int i = 0; i < 90; i++) {
            last.add(changes.upsert(i % WriterEnvironment.PARTITIONS, document("shared" + i, "title")));
        }
        last.forEach(this::applied);
        second.stop();
        Position after = changes.upsert(2, document("shared90", "title"));
        applied(after);

        assertThat(WriterEnvironment.sql("SELECT count(*) FROM documents WHERE id LIKE 'shared%'"))
                .isEqualTo("91");
        everyPutHappenedOnce();
    }

    @Test
    @Order(8)
    void aLetterIsReplayedOnceTheStoreTakesIt() {
        refuseNonsense();
        Position position = changes.upsert(1, document("nonsense", "nonsense"), section("nonsense", 0, "text"));
        applied(changes.upsert(1, document("beside", "it")));
        ConsumerRecord<byte[], byte[]> letter = letter(position);
        List<RowKey> put = List.of(key("documents", "nonsense"), key("document_sections", "nonsense:0"));

        replay(letter, put, position)
                .then()
                .statusCode(409)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:evenkeel:problem:replay-refused"))
                .body("code", equalTo("store-refused"));
        assertThat(replay(letter, put, new Position(position.epoch(), 1, 0)).statusCode())
                .as("known before the change set itself")
                .isEqualTo(422);

        WriterEnvironment.sql("ALTER TABLE documents DROP CONSTRAINT no_nonsense");
        ConsumerRecord<byte[], byte[]> again = letter(position);
        assertThat(again.offset())
                .as("it was written anew, with its last reason")
                .isGreaterThan(letter.offset());
        assertThat(again.value()).isEqualTo(letter.value());
        replay(again, put, position)
                .then()
                .statusCode(200)
                .body("outcome", equalTo("applied"))
                .body("rows.key", containsInAnyOrder("nonsense", "nonsense:0"));
        assertThat(row("nonsense")).contains(document("nonsense", "nonsense"));
        assertThat(changes.deadLetters()).extracting(DeadLetter::position).doesNotContain(position);
        replay(DeadLetter.of(letter).key(), 1_000_000, List.of(), position)
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:evenkeel:problem:no-such-dead-letter"));
    }

    @Test
    @Order(9)
    void aReplayLeavesNewerVersionsAndWorksWhilePaused() {
        refuseNonsense();
        Position old = changes.upsert(2, document("renewed", "nonsense"));
        Position newer = changes.upsert(2, document("renewed", "newer"));
        applied(newer);
        WriterEnvironment.sql("ALTER TABLE documents DROP CONSTRAINT no_nonsense");
        changes.decide(Stage.SQLITE);
        await().atMost(SOON).untilAsserted(() -> assertThat(phase()).isEqualTo("paused"));

        replay(letter(old), List.of(key("documents", "renewed")), old)
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:evenkeel:problem:replay-not-now"));
        replay(letter(old), List.of(), newer).then().statusCode(200).body("outcome", equalTo("skipped"));

        assertThat(row("renewed")).contains(document("renewed", "newer"));
        assertThat(changes.deadLetters()).extracting(DeadLetter::position).doesNotContain(old);
        changes.decide(Stage.LIVE);
        await().atMost(SOON).untilAsserted(() -> assertThat(phase()).isEqualTo("applying"));
    }

    private static void refuseNonsense() {
        WriterEnvironment.sql("ALTER TABLE documents DROP CONSTRAINT IF EXISTS no_nonsense");
        WriterEnvironment.sql("ALTER TABLE documents ADD CONSTRAINT no_nonsense CHECK (title <> 'nonsense') NOT VALID");
    }

    private static ConsumerRecord<byte[], byte[]> letter(Position position) {
        return changes.deadLetterRecords().stream()
                .filter(record -> DeadLetter.of(record).position().equals(position))
                .reduce((first, last) -> last)
                .orElseThrow();
    }

    /** What parity-checker asks for. */
    private static Response replay(ConsumerRecord<byte[], byte[]> letter, List<RowKey> put, Position asOf) {
        return replay(DeadLetter.of(letter).key(), letter.offset(), put, asOf);
    }

    private static Response replay(String key, long record, List<RowKey> put, Position asOf) {
        return given().contentType(ContentType.JSON)
                .body(new ReplayRequest(key, record, put, List.of(), asOf.toString()))
                .post("/v1/dead-letters/replay");
    }

    /** Puts leave a line each in the audit table, in the transaction of the put. */
    private static void everyPutHappenedOnce() {
        assertThat(WriterEnvironment.sql("SELECT string_agg(id, ', ') FROM (SELECT id FROM audit GROUP BY id, at"
                        + " HAVING count(*) > 1) AS repeated"))
                .isNull();
        assertThat(WriterEnvironment.sql("SELECT count(*) FROM audit"))
                .isEqualTo(WriterEnvironment.sql("SELECT count(*) FROM documents"));
    }

    private void applied(Position position) {
        await().atMost(SOON).until(() -> {
            try {
                return reading.reader().get(key("documents", "d1")).covers(position);
            } catch (StoreUnavailableException notNow) {
                return false;
            }
        });
    }

    private Optional<Row> row(String id) {
        return reading.reader().get(key("documents", id)).value();
    }

    private static String phase() {
        return get("/q/health/ready").jsonPath().getString("checks.find { it.name == 'supabase writer' }.data.phase");
    }

    private static Optional<Double> metric(String name) {
        return get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith(name + "{"))
                .map(line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst();
    }
}
