package io.evenkeel.kit.writer;

import io.evenkeel.contract.store.StoreUnavailableException;
import io.evenkeel.contract.topic.DeadLetter;
import io.evenkeel.contract.topic.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
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

    /** Records on their way to Kafka. */
    @FunctionalInterface
    interface Sending {
        /**
         * Returns once Kafka has acknowledged all of them.
         *
         * @throws StoreUnavailableException when it does not; some may have been written
         */
        void await();
    }

    /**
     * Returns once Kafka has acknowledged all of them.
     *
     * @throws StoreUnavailableException when it does not; some may have been written
     */
    public void send(List<WholeLetter> letters) {
        begin(letters).await();
    }

    /**
     * Sends letters and does not wait for them.
     *
     * @return to be awaited, also where there are none
     * @throws StoreUnavailableException when Kafka takes nothing now; some may be written
     */
    Sending begin(List<WholeLetter> letters) {
        Sending sending = beginRecords(letters.stream()
                .map(whole -> whole.letter().record(topic, whole.refused()))
                .toList());
        return () -> {
            sending.await();
            log(letters.stream().map(WholeLetter::letter).toList());
        };
    }

    /**
     * Closes letters; returns once Kafka has acknowledged it.
     *
     * @param keys as in {@link DeadLetter#key()}
     * @throws StoreUnavailableException when it does not; some may have been closed
     */
    public void closeLetters(List<String> keys) {
        beginRecords(keys.stream().map(key -> DeadLetter.closing(topic, key)).toList())
                .await();
    }

    private Sending beginRecords(List<? extends ProducerRecord<byte[], byte @Nullable []>> records) {
        List<Future<?>> sent = new ArrayList<>(records.size());
        try {
            for (ProducerRecord<byte[], byte @Nullable []> letter : records) {
                sent.add(producer.send(letter));
            }
        } catch (KafkaException failed) {
            throw unavailable(failed);
        }
        return () -> await(sent);
    }

    private void await(List<Future<?>> sent) {
        try {
            for (Future<?> acknowledgement : sent) {
                acknowledgement.get();
            }
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("interrupted while writing to " + topic, asked);
        } catch (ExecutionException failed) {
            throw unavailable(failed);
        }
    }

    private StoreUnavailableException unavailable(Exception failed) {
        return new StoreUnavailableException("dead letters cannot be written to " + topic, failed);
    }

    /** A line for each reason, not for each letter: of a bad load there may be thousands a second. */
    private static void log(List<DeadLetter> letters) {
        letters.stream().collect(Collectors.groupingBy(DeadLetter::code)).forEach((code, some) -> {
            DeadLetter first = some.getFirst();
            LOG.warnf(
                    "dead letters: count=%d errorCode=%s store=%s, the first of topic=%s partition=%d offset=%d",
                    some.size(), code, first.store(), first.topic(), first.partition(), first.offset());
        });
        letters.forEach(letter -> LOG.debugf(
                "dead letter: errorCode=%s topic=%s partition=%d offset=%d store=%s",
                letter.code(), letter.topic(), letter.partition(), letter.offset(), letter.store()));
    }

    @Override
    public void close() {
        producer.close();
    }
}
