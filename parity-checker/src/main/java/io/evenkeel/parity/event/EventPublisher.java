package io.evenkeel.parity.event;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.event.Event;
import io.evenkeel.contract.event.EventRecords;
import io.evenkeel.contract.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes events and barriers of the checker's own into the log, acknowledged by Kafka. */
public final class EventPublisher implements AutoCloseable {
    private static final int OVERHEAD_BYTES = 64 << 10;

    private final Topics topics;
    private final long epoch;
    private final KafkaProducer<String, byte[]> producer;

    /**
     * Connects.
     *
     * @param epoch the log's
     * @param atMost how long Kafka may take for what is written
     */
    public EventPublisher(String bootstrapServers, Topics topics, long epoch, Duration atMost) {
        this.topics = topics;
        this.epoch = epoch;
        int wait = Math.toIntExact(atMost.toMillis());
        producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        true,
                        ProducerConfig.LINGER_MS_CONFIG,
                        0,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        wait,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        wait,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        wait,
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        Topics.MAX_EVENT_BYTES + OVERHEAD_BYTES),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /**
     * Publishes events in their order, as ingest-service does.
     *
     * @return where each stands
     * @throws KafkaException when Kafka does not take them in time; some may be in the log then
     */
    public List<Position> publish(List<Event> events) {
        return write(events.stream()
                .map(event -> EventRecords.write(event, topics.events(), topics.partitions()))
                .toList());
    }

    /**
     * Writes a barrier into every partition.
     *
     * @param name unique among barriers
     * @return where it stands, by partition
     * @throws KafkaException when Kafka does not take it in time
     */
    public List<Position> barrier(String name, Instant now) {
        return write(IntStream.range(0, topics.partitions())
                .mapToObj(partition -> EventRecords.barrier(topics.events(), partition, name, now))
                .toList());
    }

    private List<Position> write(List<ProducerRecord<String, byte[]>> records) {
        List<Future<RecordMetadata>> sent = records.stream().map(producer::send).toList();
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
            throw new KafkaException(
                    "topic " + topics.events() + " does not take events: " + failed.getMessage(), failed.getCause());
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
    }
}
