package io.evenkeel.kit.writer;

import io.evenkeel.contract.store.StoreUnavailableException;
import io.evenkeel.contract.topic.DeadLetter;
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
import org.apache.kafka.common.serialization.StringSerializer;
import org.jboss.logging.Logger;

/** Writes dead letters to their topic, each under its key, so that one that is written twice counts once. */
public final class DeadLetterSink implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(DeadLetterSink.class);

    private final Producer<String, String> producer;
    private final String topic;

    private DeadLetterSink(Producer<String, String> producer, String topic) {
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
                10_000);
        return new DeadLetterSink(new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer()), topic);
    }

    /**
     * Returns once Kafka has acknowledged all of them.
     *
     * @throws StoreUnavailableException when it does not; some may have been written
     */
    public void send(List<DeadLetter> letters) {
        if (letters.isEmpty()) {
            return;
        }
        try {
            List<Future<?>> sent = new ArrayList<>(letters.size());
            for (DeadLetter letter : letters) {
                sent.add(producer.send(new ProducerRecord<>(topic, letter.key(), letter.toJson())));
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
        letters.forEach(letter -> LOG.warnf(
                "dead letter: errorCode=%s topic=%s partition=%d offset=%d store=%s",
                letter.code(), letter.topic(), letter.partition(), letter.offset(), letter.store()));
    }

    @Override
    public void close() {
        producer.close();
    }
}
