package io.evenkeel.kit.writer;

import io.evenkeel.contract.store.StoreUnavailableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads records back, whole, one at a time. Thread-safe. */
final class RecordReader implements AutoCloseable {
    private static final Duration WAIT = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(200);

    private final String bootstrapServers;
    private @Nullable KafkaConsumer<byte[], byte[]> consumer;

    RecordReader(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * The record at that offset; empty where there is none, or none any more.
     *
     * @throws StoreUnavailableException when Kafka does not answer
     */
    synchronized Optional<ConsumerRecord<byte[], byte[]>> read(TopicPartition from, long offset) {
        try {
            KafkaConsumer<byte[], byte[]> reading = open();
            if (offset < 0 || offset >= reading.endOffsets(List.of(from), WAIT).getOrDefault(from, 0L)) {
                return Optional.empty();
            }
            reading.assign(List.of(from));
            reading.seek(from, offset);
            long deadline = System.nanoTime() + WAIT.toNanos();
            // Compacted records are gone: the next one comes in their place, or only the end.
            while (reading.position(from, WAIT) <= offset) {
                for (ConsumerRecord<byte[], byte[]> record : reading.poll(POLL)) {
                    return record.offset() == offset ? Optional.of(record) : Optional.empty();
                }
                if (System.nanoTime() > deadline) {
                    throw new TimeoutException("offset " + offset + " did not come in " + WAIT.toSeconds() + " s");
                }
            }
            return Optional.empty();
        } catch (OffsetOutOfRangeException gone) {
            return Optional.empty();
        } catch (KafkaException failed) {
            close();
            throw new StoreUnavailableException(from + " cannot be read: " + failed.getMessage(), failed);
        }
    }

    @Override
    public synchronized void close() {
        if (consumer != null) {
            consumer.close();
            consumer = null;
        }
    }

    private KafkaConsumer<byte[], byte[]> open() {
        if (consumer == null) {
            Map<String, Object> settings = new HashMap<>();
            settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
            settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
            settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
            settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
            settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
            // Little beside the record, which comes however large it is.
            settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 1 << 16);
            settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) WAIT.toMillis());
            consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        }
        return consumer;
    }
}
