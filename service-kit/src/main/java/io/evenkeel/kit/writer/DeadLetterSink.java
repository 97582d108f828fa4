package io.evenkeel.kit.writer;

import io.evenkeel.contract.store.StoreUnavailableException;
import io.evenkeel.contract.topic.DeadLetter;
import io.evenkeel.contract.topic.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Writes dead letters to their topic, whole, each under its key, so that one that is written twice counts once. */
public final class DeadLetterSink implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(DeadLetterSink.class);

    private static final int FRAMING_BYTES = 64 << 10;
    private static final int BATCH_BYTES = 256 << 10;

    private final Producer<byte[], byte @Nullable []> producer;
    private final String topic;

    private DeadLetterSink(Producer<byte[], byte @Nullable []> producer, String topic) {
        this.producer = producer;
        this.topic = topic;
    }

    /** A sink that writes to that topic. */
    public static DeadLetterSink open(String bootstrapServers, String topic) {
        Map<String, Object> settings = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                10_000,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                30_000,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                10_000,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                Topics.MAX_LETTER_BYTES + FRAMING_BYTES,
                // A transaction waits for the acknowledgement, and all its letters are there at once.
                ProducerConfig.LINGER_MS_CONFIG,
                0,
                ProducerConfig.BATCH_SIZE_CONFIG,
                BATCH_BYTES,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                2L * Topics.MAX_LETTER_BYTES);
        return new DeadLetterSink(
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()), topic);
    }

    /**
     * Returns once Kafka has acknowledged all of them.
     *
     * @throws StoreUnavailableException when it does not; some may have been written
     */
    public void send(List<WholeLetter> letters) {
        if (letters.isEmpty()) {
            return;
        }
        write(letters.stream()
                .map(whole -> whole.letter().record(topic, whole.refused()))
                .toList());
        letters.forEach(whole -> log(whole.letter()));
    }

    /**
     * Closes letters; returns once Kafka has acknowledged it.
     *
     * @param keys as in {@link DeadLetter#key()}
     * @throws StoreUnavailableException when it does not; some may have been closed
     */
    public void closeLetters(List<String> keys) {
        write(keys.stream().map(key -> DeadLetter.closing(topic, key)).toList());
    }

    private void write(List<? extends ProducerRecord<byte[], byte @Nullable []>> records) {
        try {
            List<Future<?>> sent = new ArrayList<>(records.size());
            for (ProducerRecord<byte[], byte @Nullable []> letter : records) {
                sent.add(producer.send(letter));
            }
            for (Future<?> acknowledgement : sent) {
                acknowledgement.get();
            }
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("interrupted while writing to " + topic, asked);
        } catch (ExecutionException | KafkaException failed) {
            throw new StoreUnavailableException("dead letters cannot be written to " + topic, failed);
        }
    }

    private static void log(DeadLetter letter) {
        LOG.warnf(
                "dead letter: errorCode=%s topic=%s partition=%d offset=%d store=%s",
                letter.code(), letter.topic(), letter.partition(), letter.offset(), letter.store());
    }

    @Override
    public void close() {
        producer.close();
    }
}
