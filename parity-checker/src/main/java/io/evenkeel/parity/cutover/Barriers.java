package io.evenkeel.parity.cutover;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.event.EventRecords;
import io.evenkeel.contract.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
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

/** Writes a barrier into every partition of events. */
final class Barriers {
    private final String bootstrapServers;
    private final Topics topics;
    private final long epoch;

    Barriers(String bootstrapServers, Topics topics, long epoch) {
        this.bootstrapServers = bootstrapServers;
        this.topics = topics;
        this.epoch = epoch;
    }

    /**
     * Writes one.
     *
     * @param name unique among barriers
     * @return where it stands, by partition
     * @throws KafkaException when Kafka does not take it in time
     */
    List<Position> write(String name, Instant now, Duration atMost) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, atMost.toMillis());
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) atMost.toMillis());
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) atMost.toMillis());
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int partition = 0; partition < topics.partitions(); partition++) {
                sent.add(producer.send(EventRecords.barrier(topics.events(), partition, name, now)));
            }
            List<Position> positions = new ArrayList<>();
            for (Future<RecordMetadata> record : sent) {
                RecordMetadata written = record.get();
                positions.add(new Position(epoch, written.partition(), written.offset()));
            }
            return positions;
        } catch (InterruptedException interrupted) {
            throw new InterruptException(interrupted);
        } catch (ExecutionException failed) {
            throw new KafkaException("the barrier " + name + " could not be written: " + failed.getMessage(), failed);
        }
    }
}
