package io.evenkeel.embedding;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.change.ChangeSet;
import io.evenkeel.contract.event.Event;
import io.evenkeel.contract.event.EventEnvelope;
import io.evenkeel.contract.event.EventGate;
import io.evenkeel.contract.event.EventRecords;
import io.evenkeel.contract.event.GateResult;
import io.evenkeel.contract.value.Vector;
import io.evenkeel.embedding.changes.TestLog;
import io.evenkeel.embedding.engine.SharedModel;
import io.evenkeel.kit.ModelLog;
import io.evenkeel.localstack.TestServers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The whole service on a real broker, with the real model. */
@QuarkusTest
@QuarkusTestResource(TestKafka.class)
class EmbeddingServiceIT {
    private static final EventGate GATE = new EventGate(Catalogue.shipped(), Clock.systemUTC());

    private final TestLog log = new TestLog(TestKafka.PREFIX);

    @BeforeAll
    static void patience() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
    }

    @Test
    void turnsEventsIntoChangeSetsExactlyOnceAndInOrder() throws Exception {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        records.addAll(event(
                "long",
                Event.DOCUMENT_INGESTED,
                Map.of("id", "d1", "path", "/d1", "type", "pdf", "text", "One sentence of text. ".repeat(150))));
        records.addAll(event(
                "short",
                Event.DOCUMENT_INGESTED,
                Map.of("id", "d1", "path", "/d1", "type", "pdf", "text", "One sentence of text.")));
        records.addAll(
                event("tag", "dev.evenkeel.tags.upserted", Map.of("id", "t1", "document_id", "d1", "tag", "urgent")));
        ProducerRecord<byte[], byte[]> sound = records.getLast();
        ProducerRecord<byte[], byte[]> unsound = new ProducerRecord<>(
                sound.topic(),
                sound.partition(),
                null,
                sound.key(),
                "{\"id\":\"t1\",\"document_id\":\"d1\",\"tag\":\"\\u0000\"}".getBytes(StandardCharsets.UTF_8));
        sound.headers().forEach(header -> unsound.headers().add(header));
        unsound.headers().remove("ce_id").add("ce_id", "unsound".getBytes(StandardCharsets.UTF_8));
        records.add(unsound);
        ProducerRecord<byte[], byte[]> misplaced = event(
                        "misplaced",
                        Event.DOCUMENT_INGESTED,
                        Map.of("id", "d2", "path", "/d2", "type", "pdf", "text", "text"))
                .getFirst();
        records.add(new ProducerRecord<>(
                misplaced.topic(),
                (misplaced.partition() + 1) % TestLog.PARTITIONS,
                null,
                misplaced.key(),
                misplaced.value(),
                misplaced.headers()));
        records.add(bytes(EventRecords.barrier(log.topics().events(), 0, "flip-1", Instant.now())));
        log.write(records);

        await().untilAsserted(() -> assertThat(log.changeSets()).hasSize(records.size()));
        List<ChangeSet> changeSets = log.changeSets();
        assertThat(changeSets.stream().map(ChangeSet::position).distinct()).hasSize(records.size());
        assertThat(chunks(changeSets, "long").rows()).hasSizeGreaterThan(2);
        assertThat(chunks(changeSets, "short").rows()).hasSize(1);
        assertThat(changeSet(changeSets, "long").position().offset())
                .isLessThan(changeSet(changeSets, "short").position().offset());
        assertThat(changeSet(changeSets, "tag").changes()).hasSize(2);
        assertThat(changeSet(changeSets, "misplaced").changes()).isEmpty();
        assertThat(changeSet(changeSets, "flip-1/0").barrier()).isEqualTo("flip-1");
        assertThat(changeSet(changeSets, "unsound").changes()).isEmpty();
        assertThat(log.deadLetters())
                .extracting(letter -> letter.eventId() + " " + letter.code())
                .containsExactlyInAnyOrder("misplaced wrong-partition", "unsound nul-character");

        given().get("/q/metrics")
                .then()
                .statusCode(200)
                .body(containsString("evenkeel_embedding_texts_total{device=\"cpu\"}"))
                .body(containsString("evenkeel_embedding_batch_seconds_count"));
    }

    @Test
    void saysInItsHealthWhatItRunsOn() {
        await().untilAsserted(() -> given().get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("checks.find { it.name == 'embedding' }.data.device", equalTo("cpu"))
                .body("checks.find { it.name == 'embedding' }.data.model", startsWith("all-MiniLM-L6-v2@")));
    }

    @Test
    void embedsInTheShapeOfOpenAi() {
        var answer = given().contentType(ContentType.JSON).body("""
                        {"model": "all-MiniLM-L6-v2",
                         "input": ["That is a happy person", "That is a very happy person"]}
                        """).post("/v1/embeddings");
        answer.then()
                .statusCode(200)
                .body("object", equalTo("list"))
                .body("model", startsWith("all-MiniLM-L6-v2@"))
                .body("data", hasSize(2))
                .body("data[1].object", equalTo("embedding"))
                .body("data.index", hasItem(1))
                .body("usage.total_tokens", equalTo(15));
        List<Float> first = answer.path("data[0].embedding");
        List<Float> second = answer.path("data[1].embedding");
        assertThat(vector(first).cosine(vector(second)))
                .isCloseTo(0.943, org.assertj.core.api.Assertions.within(0.005));

        String base64 = given().contentType(ContentType.JSON)
                .body("{\"input\": \"That is a happy person\", \"encoding_format\": \"base64\"}")
                .post("/v1/embeddings")
                .path("data[0].embedding");
        assertThat(Vector.fromBytes(Base64.getDecoder().decode(base64), ByteOrder.LITTLE_ENDIAN))
                .isEqualTo(vector(first));
    }

    @Test
    void refusesWhatItCannotEmbed() {
        refuse("{\"input\": \" \"}", 422, "empty-text", "/input");
        refuse("{\"input\": [\"a\", 7]}", 422, "not-text", "/input/1");
        refuse("{\"input\": []}", 422, "wrong-number-of-texts", "/input");
        refuse("{}", 422, "not-text", "/input");
        refuse("{\"input\": \"a\", \"model\": \"text-embedding-3\"}", 404, "unknown-model", "/model");
        refuse("{\"input\": \"a\", \"dimensions\": 512}", 422, "unsupported-dimensions", "/dimensions");
        refuse("{\"input\": \"a\", \"encoding_format\": \"int8\"}", 422, "unsupported-encoding", "/encoding_format");
        refuse("[]", 400, "malformed-request", "");
        given().contentType(ContentType.JSON)
                .body("{\"input\": ")
                .post("/v1/embeddings")
                .then()
                .statusCode(400)
                .contentType("application/problem+json");
    }

    @Test
    void servesNothingWhileTheLogsVectorsAreAnotherModels() {
        await().untilAsserted(() -> given().get("/q/health/ready").then().statusCode(200));
        try (ModelLog models = ModelLog.open(TestServers.kafkaBootstrap(), log.topics())) {
            String ours = models.held().orElseThrow().model();
            assertThat(ours).isEqualTo(SharedModel.EMBEDDER.model().toString());
            models.decide("another@0123456789abcdef", "an operator", Clock.systemUTC());
            await().untilAsserted(() -> given().get("/q/health/ready")
                    .then()
                    .statusCode(503)
                    .body("checks.find { it.name == 'embedding' }.data.otherModel", containsString("reembed --move")));
            given().contentType(ContentType.JSON)
                    .body("{\"input\": \"a\"}")
                    .post("/v1/embeddings")
                    .then()
                    .statusCode(503)
                    .body("type", equalTo("urn:evenkeel:problem:other-model"))
                    .body("detail", containsString("another@0123456789abcdef"));

            models.decide(ours, "an operator", Clock.systemUTC());
            await().untilAsserted(() -> given().get("/q/health/ready").then().statusCode(200));
            given().contentType(ContentType.JSON)
                    .body("{\"input\": \"a\"}")
                    .post("/v1/embeddings")
                    .then()
                    .statusCode(200);
        }
    }

    private static void refuse(String body, int status, String code, String pointer) {
        given().contentType(ContentType.JSON)
                .body(body)
                .post("/v1/embeddings")
                .then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:evenkeel:problem:" + code))
                .body("pointer", equalTo(pointer));
    }

    private static Vector vector(List<Float> components) {
        float[] array = new float[components.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = components.get(i);
        }
        return Vector.of(array);
    }

    private static ChangeSet changeSet(List<ChangeSet> changeSets, String eventId) {
        return changeSets.stream()
                .filter(changeSet -> changeSet.eventId().equals(eventId))
                .findFirst()
                .orElseThrow();
    }

    private static Change.ReplaceChildren chunks(List<ChangeSet> changeSets, String eventId) {
        return (Change.ReplaceChildren) changeSet(changeSets, eventId).changes().getLast();
    }

    private List<ProducerRecord<byte[], byte[]>> event(String id, String type, Map<String, Object> data) {
        EventEnvelope envelope = new EventEnvelope(
                Map.of("specversion", "1.0", "id", id, "source", "test", "type", type),
                new ObjectMapper().valueToTree(data));
        return ((GateResult.Accepted) GATE.check(envelope, "default"))
                .events().stream()
                        .map(accepted -> bytes(EventRecords.write(
                                accepted.event(), log.topics().events(), TestLog.PARTITIONS)))
                        .toList();
    }

    private static ProducerRecord<byte[], byte[]> bytes(ProducerRecord<String, byte[]> written) {
        return new ProducerRecord<>(
                written.topic(),
                written.partition(),
                null,
                written.key() == null ? null : written.key().getBytes(StandardCharsets.UTF_8),
                written.value(),
                written.headers());
    }
}
