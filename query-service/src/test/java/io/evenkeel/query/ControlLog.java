package io.evenkeel.query;

import static org.awaitility.Awaitility.await;

import io.evenkeel.contract.control.ControlRecord;
import io.evenkeel.contract.control.ControlRecord.Phase;
import io.evenkeel.contract.control.Stage;
import io.evenkeel.contract.topic.Topics;
import io.restassured.RestAssured;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Decides as parity-checker does. */
@Singleton
public class ControlLog {
    private final String bootstrapServers;
    private final Topics topics;
    private long term;

    ControlLog(@ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers, Topics topics) {
        this.bootstrapServers = bootstrapServers;
        this.topics = topics;
    }

    /** Commits a stage, waits until the service has followed, and returns the term. */
    synchronized long commit(Stage stage) {
        ControlRecord decision = new ControlRecord(++term, Phase.COMMIT, stage, Instant.EPOCH, "test", null, List.of());
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topics.control(), 0, ControlRecord.KEY, decision.toJson()))
                    .get();
        } catch (InterruptedException | ExecutionException failed) {
            throw new IllegalStateException(failed);
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() -> RestAssured.get("/v1/config").jsonPath().getMap("").get("term") instanceof Number seen
                        && seen.longValue() == decision.term());
        return decision.term();
    }
}
