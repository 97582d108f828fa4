package io.evenkeel.sqlitewriter;

import static io.evenkeel.contract.store.Rows.chunk;
import static io.evenkeel.contract.store.Rows.document;
import static io.evenkeel.contract.store.Rows.key;
import static io.evenkeel.contract.store.Rows.section;
import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.control.Stage;
import io.evenkeel.contract.store.Rows;
import io.evenkeel.contract.store.Snapshot;
import io.evenkeel.contract.topic.ChangeLog;
import io.evenkeel.contract.topic.DeadLetter;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.kit.EventLog;
import io.evenkeel.kit.writer.RepairRequest;
import io.evenkeel.kit.writer.RepairRequest.LoggedRow;
import io.evenkeel.kit.writer.ReplayRequest;
import io.evenkeel.sqlite.SqliteStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
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

/** In order, because the file and the log go on from one test to the next. */
@QuarkusTest
@QuarkusTestResource(WriterEnvironment.class)
@TestMethodOrder(OrderAnnotation.class)
class SqliteWriterIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static ChangeLog changes;

    @Inject
    SqliteWriter writer;

    @Inject
    SqliteConfig config;

    @Inject
    EventLog log;

    private SqliteStore reading;

    @BeforeEach
    void open() {
        if (changes == null) {
            changes = new ChangeLog(log.bootstrapServers(), log.topics(), log.epoch());
        }
        reading = SqliteStore.open(config.path(), Rows.CATALOGUE, log.topics().changes());
    }

    @AfterEach
    void close() {
        reading.close();
    }

    @Test
    @Order(1)
    void appliesNothingBeforeAStageIsDecided() {
        Position position = changes.upsert(0, document("d1", "early"));
        await().atMost(SOON).untilAsserted(() -> assertThat(phase()).isEqualTo("paused"));
        assertThat(reading.reader().get(key("documents", "d1")).covers(position))
                .isFalse();

        changes.decide(Stage.DUAL_WRITE);
        applied(position);
        await().atMost(SOON).untilAsserted(() -> get("/q/health/ready").then().statusCode(200));
        assertThat(row("documents", "d1")).contains(document("d1", "early"));
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
        assertThat(metric("evenkeel_writer_rows_total")).isPresent();
    }

    @Test
    @Order(3)
    void poisonGoesToTheDeadLettersAndTheRestIsApplied() {
        Row orphan = section("never", 0, "orphan");
        Position refused = changes.send(1, key("documents", "never"), List.of(new Change.Upsert(orphan)));
        changes.send(1, new byte[] {1, 2, 3});
        Position after = changes.upsert(1, document("after", "poison"));

        applied(after);
        assertThat(row("documents", "after")).isPresent();
        List<DeadLetter> letters = changes.deadLetters();
        assertThat(letters).extracting(DeadLetter::code).containsExactlyInAnyOrder("orphan", "malformed-change-set");
        assertThat(letters).extracting(DeadLetter::store).containsOnly("sqlite");
        assertThat(letters)
                .extracting(DeadLetter::topic)
                .containsOnly(log.topics().changes());
        assertThat(letters).extracting(DeadLetter::position).contains(refused);
    }

    @Test
    @Order(4)
    void aBusyFileDegradesTheWriterUntilItIsFree() throws SQLException {
        Position position;
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + config.path());
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            position = changes.upsert(2, document("patient", "title"));
            await().atMost(SOON).untilAsserted(() -> {
                assertThat(phase()).isEqualTo("degraded");
                get("/q/health/ready").then().statusCode(503);
            });
            statement.execute("ROLLBACK");
        }
        applied(position);
        await().atMost(SOON).untilAsserted(() -> get("/q/health/ready").then().statusCode(200));
        assertThat(changes.deadLetters()).hasSize(2);
    }

    @Test
    @Order(5)
    void aFrozenStageAppliesNothing() {
        changes.decide(Stage.COMPLETE);
        await().atMost(SOON).untilAsserted(() -> assertThat(phase()).isEqualTo("paused"));
        Position position = changes.upsert(0, document("frozen", "title"));
        await().during(Duration.ofSeconds(1))
                .atMost(SOON)
                .until(() -> !reading.reader().get(key("documents", "frozen")).covers(position));
        changes.decide(Stage.LIVE);
        applied(position);
    }

    @Test
    @Order(6)
    void resumesAtItsPositionAndLeavesAFileWithoutWal() throws InterruptedException {
        reading.close();
        writer.stop();
        assertThat(Path.of(config.path() + "-wal")).doesNotExist();
        Position missed = changes.upsert(0, document("missed", "while stopped"));
        writer.start();
        reading = SqliteStore.open(config.path(), Rows.CATALOGUE, log.topics().changes());
        applied(missed);

        assertThat(row("documents", "missed")).contains(document("missed", "while stopped"));
        assertThat(changes.deadLetters()).as("nothing was read twice").hasSize(2);
    }

    @Test
    @Order(7)
    void aSecondWriterOfTheFileIsRefused() {
        try (SqliteStore second =
                SqliteStore.open(config.path(), Rows.CATALOGUE, log.topics().changes())) {
            assertThatThrownBy(() -> second.writer().prepare())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(config.path().toString());
        }
    }

    @Test
    @Order(8)
    void whatAnotherWriterHasAppliedIsNotAppliedAgain() throws SQLException {
        changes.decide(Stage.COMPLETE);
        await().atMost(SOON).untilAsserted(() -> assertThat(phase()).isEqualTo("paused"));
        changes.upsert(2, document("theirs-1", "title"));
        changes.upsert(2, document("theirs-2", "title"));
        Position ours = changes.upsert(2, document("ours", "title"));
        // Each change set is followed by the marker of its transaction.
        pastTheLog("UPDATE evenkeel_position SET next_offset = next_offset + 4 WHERE \"partition\" = 2");
        changes.decide(Stage.LIVE);

        applied(ours);
        assertThat(row("documents", "ours")).isPresent();
        assertThat(row("documents", "theirs-1")).isEmpty();
        assertThat(row("documents", "theirs-2")).isEmpty();
    }

    @Test
    @Order(9)
    void doesNotReadAnotherLogThanTheFileBelongsTo() throws SQLException, InterruptedException {
        writer.stop();
        pastTheLog("UPDATE evenkeel_position SET epoch = epoch - 1");
        writer.start();
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(phase()).isEqualTo("degraded");
            assertThat(reason()).contains("epoch");
        });

        pastTheLog("UPDATE evenkeel_position SET epoch = epoch + 1");
        applied(changes.upsert(0, document("healed", "title")));
    }

    @Test
    @Order(10)
    void saysThatTheLogLacksWhatComesNext() throws SQLException, InterruptedException {
        writer.stop();
        pastTheLog("UPDATE evenkeel_position SET next_offset = next_offset + 1000000 WHERE \"partition\" = 0");
        writer.start();
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(phase()).isEqualTo("degraded");
            assertThat(reason()).contains("comes next, but the log holds");
        });

        pastTheLog("UPDATE evenkeel_position SET next_offset = next_offset - 1000000 WHERE \"partition\" = 0");
        applied(changes.upsert(0, document("restored", "title")));
    }

    @Test
    @Order(11)
    void aLetterIsReplayedOnceTheStoreTakesIt() throws SQLException {
        pastTheLog("CREATE TRIGGER nonsense BEFORE INSERT ON document WHEN NEW.title = 'nonsense'"
                + " BEGIN SELECT RAISE(ABORT, 'no nonsense'); END");
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

        pastTheLog("DROP TRIGGER nonsense");
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
        assertThat(row("documents", "nonsense")).contains(document("nonsense", "nonsense"));
        assertThat(changes.deadLetters()).extracting(DeadLetter::position).doesNotContain(position);
        replay(DeadLetter.of(letter).key(), 1_000_000, List.of(), position)
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:evenkeel:problem:no-such-dead-letter"));
    }

    @Test
    @Order(12)
    void aReplayLeavesNewerVersionsAndWorksWhilePaused() throws SQLException {
        pastTheLog("CREATE TRIGGER nonsense BEFORE INSERT ON document WHEN NEW.title = 'nonsense'"
                + " BEGIN SELECT RAISE(ABORT, 'no nonsense'); END");
        Position old = changes.upsert(2, document("renewed", "nonsense"));
        Position newer = changes.upsert(2, document("renewed", "newer"));
        applied(newer);
        pastTheLog("DROP TRIGGER nonsense");
        changes.decide(Stage.COMPLETE);
        await().atMost(SOON).untilAsserted(() -> assertThat(phase()).isEqualTo("paused"));

        replay(letter(old), List.of(key("documents", "renewed")), old)
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:evenkeel:problem:replay-not-now"));
        replay(letter(old), List.of(), newer).then().statusCode(200).body("outcome", equalTo("skipped"));

        assertThat(row("documents", "renewed")).contains(document("renewed", "newer"));
        assertThat(changes.deadLetters()).extracting(DeadLetter::position).doesNotContain(old);
        changes.decide(Stage.LIVE);
        await().atMost(SOON).untilAsserted(() -> assertThat(phase()).isEqualTo("applying"));
    }

    @Test
    @Order(13)
    void putsRowsRightFromTheLog() throws SQLException {
        Position position = changes.upsert(2, document("repaired", "as the log has it"));
        long offset = changes.lastOffset();
        applied(position);
        pastTheLog("UPDATE document SET title = 'changed by hand' WHERE id = 'repaired'");
        pastTheLog("INSERT INTO document (id, workspace_id, path, type) VALUES ('extra', 'default', '/x', 'pdf')");
        RowKey lost = key("documents", "lost");

        given().contentType(ContentType.JSON)
                .body(new RepairRequest(
                        List.of(
                                logged(key("documents", "repaired"), position, offset),
                                new LoggedRow(key("documents", "extra"), false, null, null, null),
                                logged(lost, position, offset),
                                logged(key("documents", "later"), later(position), offset)),
                        List.of(position.toString())))
                .post("/v1/repairs")
                .then()
                .statusCode(200)
                .body("rows.outcome", contains("written", "written", "refused", "refused"))
                .body("rows[2].code", equalTo("log-lost"))
                .body("rows[2].message", containsString(lost.toString()));

        assertThat(row("documents", "repaired")).contains(document("repaired", "as the log has it"));
        assertThat(row("documents", "extra")).isEmpty();
        given().contentType(ContentType.JSON)
                .body(new RepairRequest(List.of(), List.of("yesterday")))
                .post("/v1/repairs")
                .then()
                .statusCode(422)
                .body("detail", containsString("yesterday"));
    }

    private static LoggedRow logged(RowKey key, Position position, long offset) {
        return new LoggedRow(key, false, position.toString(), null, offset);
    }

    private static Position later(Position position) {
        return new Position(position.epoch(), position.partition(), position.offset() + 1);
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

    private void pastTheLog(String sql) throws SQLException {
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + config.path());
                Statement statement = other.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private void applied(Position position) {
        RowKey any = key("documents", "d1");
        await().atMost(SOON).until(() -> {
            Snapshot<Optional<Row>> answer = reading.reader().get(any);
            return answer.covers(position);
        });
    }

    private Optional<Row> row(String entity, String key) {
        return reading.reader().get(key(entity, key)).value();
    }

    private static String phase() {
        return get("/q/health/ready").jsonPath().getString("checks.find { it.name == 'sqlite writer' }.data.phase");
    }

    private static String reason() {
        return get("/q/health/ready").jsonPath().getString("checks.find { it.name == 'sqlite writer' }.data.reason");
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
