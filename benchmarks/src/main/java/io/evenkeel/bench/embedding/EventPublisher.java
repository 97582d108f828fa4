package io.evenkeel.bench.embedding;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evenkeel.bench.BenchFailure;
import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.event.Event;
import io.evenkeel.contract.event.EventEnvelope;
import io.evenkeel.contract.event.EventGate;
import io.evenkeel.contract.event.EventRecords;
import io.evenkeel.contract.event.GateResult;
import io.evenkeel.contract.topic.Topics;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Publishes documents as ingest-service does: through the gate, acknowledged by Kafka. */
final class EventPublisher implements AutoCloseable {
    private final EventGate gate = new EventGate(Catalogue.shipped(), Clock.systemUTC());
    private final Topics topics;
    private final KafkaProducer<String, byte[]> producer;

    EventPublisher(String bootstrapServers, Topics topics) {
        this.topics = topics;
        producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers, ProducerConfig.LINGER_MS_CONFIG, 5),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /** One document a text; ids are the label and the number of the text. */
    List<ProducerRecord<String, byte[]>> documents(String label, List<String> texts) {
        List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            String id = label + "-" + i;
            ObjectNode data = JsonNodeFactory.instance.objectNode();
            data.put("id", id).put("path", "/" + id).put("type", "pdf").put("text", texts.get(i));
            EventEnvelope envelope = new EventEnvelope(
                    Map.of("specversion", "1.0", "id", id, "source", "/bench", "type", Event.DOCUMENT_INGESTED), data);
            switch (gate.check(envelope, Entity.DEFAULT_WORKSPACE)) {
                case GateResult.Refused refused -> throw new BenchFailure("refused: " + refused.problems());
                case GateResult.Accepted accepted ->
                    accepted.events()
                            .forEach(one ->
                                    records.add(EventRecords.write(one.event(), topics.events(), topics.partitions())));
            }
        }
        return records;
    }

    /** Sends them all, and waits until Kafka has them. */
    void publish(List<ProducerRecord<String, byte[]>> records) {
        records.forEach(producer::send);
        producer.flush();
    }

    @Override
    public void close() {
        producer.close();
    }
}
