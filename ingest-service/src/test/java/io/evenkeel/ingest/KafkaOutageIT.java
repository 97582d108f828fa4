package io.evenkeel.ingest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenkeel.localstack.LocalKafka;
import io.evenkeel.localstack.TemporaryFolder;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** Kafka comes late, goes, and comes back. */
@QuarkusTest
@QuarkusTestResource(value = KafkaOutageIT.NoKafkaYet.class, restrictToAnnotatedClass = true)
class KafkaOutageIT {
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(14);
    private static final Duration RECOVERY = Duration.ofSeconds(90);

    // Looked up, not injected: what is injected anywhere, every test's application must have.
    private final Config config = ConfigProvider.getConfig();
    private final Path directory = Path.of(config.getValue("outage.directory", String.class));
    private final int port = config.getValue("outage.port", Integer.class);

    /** An address where nothing listens yet. */
    public static final class NoKafkaYet implements QuarkusTestResourceLifecycleManager {
        @Override
        public Map<String, String> start() {
            try (ServerSocket free = new ServerSocket(0)) {
                return Map.of(
                        "outage.directory",
                        TemporaryFolder.create(Path.of(System.getProperty("java.io.tmpdir")))
                                .toString(),
                        "outage.port",
                        Integer.toString(free.getLocalPort()),
                        "kafka.bootstrap.servers",
                        "127.0.0.1:" + free.getLocalPort(),
                        "evenkeel.topic-prefix",
                        "outage",
                        "evenkeel.partitions",
                        "1");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void stop() {}
    }

    @Test
    void whatIsNotInTheLogIsNeverSaidToBeNorComesThereLater() {
        given().get("/q/health/ready").then().statusCode(503);
        refusedInTime("before");

        LocalKafka kafka = LocalKafka.start(directory, port);
        await().atMost(RECOVERY).until(() -> post("first").statusCode() == 202);
        await().atMost(RECOVERY)
                .untilAsserted(() -> given().get("/q/health/ready").then().statusCode(200));

        kafka.kill();
        refusedInTime("during");
        refusedInTime("during-again");

        try (LocalKafka back = LocalKafka.start(directory, port)) {
            await().atMost(RECOVERY).until(() -> post("after").statusCode() == 202);
            assertThat(post("last").statusCode()).isEqualTo(202);
            List<String> ids = idsInTheLog(back.bootstrapServers());
            assertThat(ids).startsWith("first0", "first1", "first2").endsWith("last0", "last1", "last2");
            assertThat(ids).noneMatch(id -> id.startsWith("before") || id.startsWith("during"));
        }
    }

    private static void refusedInTime(String name) {
        Response response = post(name);
        assertThat(response.timeIn(TimeUnit.MILLISECONDS)).isLessThan(LONGEST_ANSWER.toMillis());
        response.then().statusCode(503).contentType("application/problem+json");
        assertThat(response.header("Retry-After")).isNotBlank();
        assertThat(response.jsonPath().getString("type")).isEqualTo("urn:evenkeel:problem:log-unavailable");
    }

    private static Response post(String name) {
        StringBuilder lines = new StringBuilder();
        IntStream.range(0, 3).mapToObj(i -> """
                        {"specversion":"1.0","id":"%s%d","source":"/it","type":"dev.evenkeel.documents.deleted",\
                        "data":{"id":"d"}}
                        """.formatted(name, i)).forEach(lines::append);
        return given().config(RestAssuredConfig.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)
                                .encodeContentTypeAs("application/x-ndjson", ContentType.TEXT)))
                .contentType("application/x-ndjson")
                .body(lines.toString())
                .post("/v1/events");
    }

    private static List<String> idsInTheLog(String bootstrapServers) {
        TopicPartition only = new TopicPartition("outage.events", 0);
        List<String> ids = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(only));
            consumer.seekToBeginning(List.of(only));
            long end = consumer.endOffsets(List.of(only)).get(only);
            while (consumer.position(only) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                    Header id = record.headers().lastHeader("ce_id");
                    ids.add(new String(id.value(), StandardCharsets.UTF_8));
                });
            }
        }
        return ids;
    }
}
