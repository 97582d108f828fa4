package io.evenkeel.parity.reembed;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.event.Event;
import io.evenkeel.contract.event.EventRecords;
import io.evenkeel.contract.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes events of the checker's own into the log, as ingest-service does. */
final class EventPublisher implements AutoCloseable {
    private static final int WAIT_MILLIS = 10_000;
    private static final int OVERHEAD_BYTES = 64 << 10;

    private final Topics topics;
    private final long epoch;
    private final KafkaProducer<String, byte[]> producer;

    EventPublisher(String bootstrapServers, Topics topics, long epoch) {
        this.topics = topics;
        this.epoch = epoch;
        producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        true,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        WAIT_MILLIS,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        WAIT_MILLIS,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        WAIT_MILLIS / 2,
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        Topics.MAX_EVENT_BYTES + OVERHEAD_BYTES),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /**
     * Publishes events in their order.
     *
     * @return where each stands
     * @throws KafkaException when Kafka does not take them in 10 s; some may be in the log then
     */
    List<Position> publish(List<Event> events) {
        List<Future<RecordMetadata>> sent = events.stream()
                .map(event -> producer.send(EventRecords.write(event, topics.events(), topics.partitions())))
                .toList();
        List<Position> positions = new ArrayList<>(sent.size());
        try {
            for (Future<RecordMetadata> record : sent) {
                RecordMetadata written = record.get();
                positions.add(new Position(epoch, written.partition(), written.offset()));
            }
            return positions;
        } catch (InterruptedException interrupted) {
            throw new InterruptException(interrupted);
        } catch (ExecutionException failed) {
            throw new KafkaException("topic " + topics.events() + " does not take events", failed.getCause());
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
    }
}
