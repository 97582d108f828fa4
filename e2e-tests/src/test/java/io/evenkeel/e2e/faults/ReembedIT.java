package io.evenkeel.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.VectorSpec;
import io.evenkeel.contract.change.Condition;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.event.Event;
import io.evenkeel.contract.event.EventRecords;
import io.evenkeel.contract.value.Digest;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.Value;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The log is moved to another model while documents change and services are killed. */
@ExtendWith(Servers.Provider.class)
class ReembedIT {
    private static final int DOCUMENTS = 400;
    private static final String CHUNKS = "search_chunks";
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration QUIET = Duration.ofSeconds(2);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The same file with another pooling is another model: its vectors mean something else. */
    private static final Map<String, String> OTHER_MODEL = Map.of(
            "EMBEDDING_MODEL_NAME", "cls-MiniLM-L6-v2",
            "EMBEDDING_MODEL_FILE", "classpath:all-minilm-l6-v2.onnx",
            "EMBEDDING_MODEL_TOKENIZER", "classpath:all-minilm-l6-v2-tokenizer.json",
            "EMBEDDING_MODEL_DIMENSIONS", "384",
            "EMBEDDING_MODEL_POOLING", "cls",
            "EMBEDDING_MODEL_MAX_TOKENS", "256");

    /** What each document's one chunk has to say in the end. */
    private final Map<String, String> texts = new HashMap<>();

    private int events;

    @Test
    void movesTheLogToAnotherModelAndLosesAndAltersNothing(Servers servers) {
        assumeTrue(Faults.full(), "takes two minutes; MigrationIT#rebuildsAllVectorsThroughTheLog always runs");
        try (Installation installation = Installation.create(servers, "reembed");
                Stores stores = new Stores(installation);
                KafkaProducer<String, byte[]> producer = producer(servers)) {
            installation.start();
            ServiceProcess parity = installation.service(
                    "parity-checker",
                    "one",
                    "256m",
                    Map.of(
                            "EVENKEEL_LEDGER_PATH",
                            installation.folder().resolve("ledger.sqlite").toString()));
            parity.start();
            for (int i = 0; i < DOCUMENTS; i++) {
                ingest(installation, producer, "d" + i, "first");
            }
            awaitApplied(installation, stores);
            Map<RowKey, Row> before = stores.contents(Backend.SQLITE, CHUNKS);
            assertThat(before).hasSize(DOCUMENTS);

            installation.embedding().stop();
            ServiceProcess other = installation.service("embedding-service", "other", "256m", OTHER_MODEL);
            other.start();
            awaitOtherModel(other);
            ingest(installation, producer, "late", "waits");
            quiet(installation);
            String model = modelOf(other);
            assertThat(model).startsWith("cls-MiniLM-L6-v2@");

            assertThat(post(parity, "/v1/reembeds", "{\"model\": \"" + model + "\"}")
                            .statusCode())
                    .isEqualTo(202);
            Eventually.within(
                    PATIENCE,
                    "a quarter of the vectors",
                    () -> last(parity).path("rebuilt").asInt() >= DOCUMENTS / 4,
                    () -> last(parity) + installation.outputs());
            parity.kill();
            other.kill();
            for (int i = 0; i < 20; i++) {
                ingest(installation, producer, "d" + i, "second");
                delete(installation, producer, "d" + (20 + i));
                ingest(installation, producer, "d" + (DOCUMENTS - 1 - i), "second");
            }
            other.start();
            parity.start();
            Eventually.within(
                    START,
                    "the rebuild goes on",
                    () -> parity.get("/v1/reembeds/last").statusCode() == 200,
                    parity::output);
            awaitDone(installation, parity);
            JsonNode done = last(parity);
            assertThat(done.path("left").asInt()).as(done.toString()).isZero();
            assertThat(done.path("rebuilt").asInt()).isLessThanOrEqualTo(DOCUMENTS);

            awaitApplied(installation, stores);
            for (Backend backend : Backend.values()) {
                Map<RowKey, Row> after = stores.contents(backend, CHUNKS);
                judge(before, after, model);
            }
            Map<RowKey, Digest> digests = digests(stores, Backend.SQLITE);
            assertThat(digests(stores, Backend.SUPABASE)).isEqualTo(digests);
            JsonNode models = json(parity.get("/v1/models"));
            assertThat(models.path("model").asText()).isEqualTo(model);
            assertThat(models.path("stores").path("sqlite")).hasSize(2);
            assertThat(models.path("stores").path("supabase"))
                    .isEqualTo(models.path("stores").path("sqlite"));

            assertThat(post(parity, "/v1/reembeds", "{}").statusCode()).isEqualTo(202);
            assertThat(post(parity, "/v1/reembeds", "{}").statusCode()).isEqualTo(409);
            awaitDone(installation, parity);
            assertThat(last(parity).path("rebuilt").asInt()).isEqualTo(texts.size());
            awaitApplied(installation, stores);
            assertThat(digests(stores, Backend.SQLITE)).isEqualTo(digests);
            assertThat(digests(stores, Backend.SUPABASE)).isEqualTo(digests);

            other.stop();
            installation.embedding().start();
            awaitOtherModel(installation.embedding());
        }
    }

    private void judge(Map<RowKey, Row> before, Map<RowKey, Row> after, String model) {
        Entity entity = Installation.CATALOGUE.entity(CHUNKS);
        assertThat(after).hasSize(texts.size());
        after.forEach((key, row) -> {
            assertThat(row.value(entity, VectorSpec.MODEL_COLUMN)).as("%s", key).isEqualTo(new Value.Text(model));
            Value document = row.value(entity, "document_id");
            assertThat(row.value(entity, "text")).isEqualTo(new Value.Text(texts.get(((Value.Text) document).text())));
            Row was = before.get(key);
            if (was != null && was.value(entity, "text").equals(row.value(entity, "text"))) {
                assertThat(row.value(entity, "embedding")).isNotEqualTo(was.value(entity, "embedding"));
                assertThat(withoutVector(entity, row)).isEqualTo(withoutVector(entity, was));
            }
        });
    }

    private static Row withoutVector(Entity entity, Row row) {
        List<Value> values = new ArrayList<>(row.values());
        values.set(entity.indexOf("embedding"), Value.NULL);
        values.set(entity.indexOf(VectorSpec.MODEL_COLUMN), Value.NULL);
        return new Row(row.key(), values);
    }

    private static Map<RowKey, Digest> digests(Stores stores, Backend backend) {
        Map<RowKey, Digest> digests = new HashMap<>();
        stores.rows(backend).forEach((key, row) -> digests.put(key, row.digest()));
        return digests;
    }

    private void ingest(Installation installation, KafkaProducer<String, byte[]> producer, String id, String version) {
        String text = "The " + version + " text of document " + id + " about flow.";
        texts.put(id, text);
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("id", id).put("path", "/" + id).put("type", "pdf").put("text", text);
        send(installation, producer, id, Event.DOCUMENT_INGESTED, data);
    }

    private void delete(Installation installation, KafkaProducer<String, byte[]> producer, String id) {
        texts.remove(id);
        ObjectNode data = JsonNodeFactory.instance.objectNode().put("id", id);
        send(installation, producer, id, Event.TYPE_PREFIX + "documents.deleted", data);
    }

    private void send(
            Installation installation,
            KafkaProducer<String, byte[]> producer,
            String document,
            String type,
            ObjectNode data) {
        Event event = new Event(
                "event-" + events++,
                "reembed-test",
                type,
                Instant.now(),
                new RowKey("documents", Entity.DEFAULT_WORKSPACE, document),
                null,
                Condition.NONE,
                data.toString());
        try {
            producer.send(EventRecords.write(event, installation.topics().events(), Installation.PARTITIONS))
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static KafkaProducer<String, byte[]> producer(Servers servers) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", servers.kafkaAddress(), "acks", "all"),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    private static void awaitApplied(Installation installation, Stores stores) {
        LogReader reader = new LogReader(installation.servers().kafkaAddress());
        Map<Integer, Long> last = new HashMap<>();
        reader.read(installation.topics().events(), Installation.PARTITIONS)
                .forEach(event -> last.put(event.partition(), event.offset()));
        for (Backend backend : Backend.values()) {
            Eventually.within(
                    PATIENCE,
                    backend + " at the end of the log",
                    () -> last.entrySet().stream()
                            .allMatch(end -> stores.applied(backend, end.getKey()) >= end.getValue()),
                    () -> stores.positions(backend) + "\n" + installation.outputs());
        }
    }

    /** Nothing is made of events for a while. */
    private static void quiet(Installation installation) {
        LogReader reader = new LogReader(installation.servers().kafkaAddress());
        int changes = reader.read(installation.topics().changes(), Installation.PARTITIONS)
                .size();
        long end = System.nanoTime() + QUIET.toNanos();
        Eventually.within(QUIET.multipliedBy(5), "time passes", () -> System.nanoTime() >= end);
        assertThat(reader.read(installation.topics().changes(), Installation.PARTITIONS))
                .hasSize(changes);
    }

    private static void awaitOtherModel(ServiceProcess service) {
        Eventually.within(
                START, "the service refuses", () -> service.health().contains("reembed --move"), service::output);
    }

    private static void awaitDone(Installation installation, ServiceProcess parity) {
        Eventually.within(
                PATIENCE,
                "all vectors",
                () -> last(parity).path("state").asText().equals("done"),
                () -> last(parity) + installation.outputs());
    }

    /** As its health says it, in whatever order the checks stand there. */
    private static String modelOf(ServiceProcess service) {
        return json(service.get("/q/health/ready")).findPath("model").asText();
    }

    private static JsonNode last(ServiceProcess parity) {
        return json(parity.get("/v1/reembeds/last"));
    }

    private static HttpResponse<String> post(ServiceProcess service, String path, String body) {
        return service.send(HttpRequest.newBuilder(service.url(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    private static JsonNode json(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(response.body(), e);
        }
    }
}
