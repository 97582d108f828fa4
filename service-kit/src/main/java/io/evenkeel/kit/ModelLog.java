package io.evenkeel.kit;

import io.evenkeel.contract.control.ModelDecision;
import io.evenkeel.contract.topic.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The log's own word on which model makes its vectors. There is one at a time, so that a column does not mix what cannot
 * be compared. Whoever wants to decide appends a record with the next term and reads whether his was the first. One thread
 * at a time.
 */
public final class ModelLog implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ModelLog.class);
    private static final Duration WAIT = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final String KEY = "embedding_model";

    private final String bootstrapServers;
    private final TopicPartition partition;
    private final KafkaConsumer<String, String> consumer;
    private @Nullable ModelDecision held;

    private ModelLog(String bootstrapServers, Topics topics) {
        this.bootstrapServers = bootstrapServers;
        partition = new TopicPartition(topics.models(), 0);
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) WAIT.toMillis());
        consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
    }

    /**
     * Opens it, and reads it to its end.
     *
     * @throws KafkaException when Kafka does not answer in 10 s
     */
    public static ModelLog open(String bootstrapServers, Topics topics) {
        ModelLog log = new ModelLog(bootstrapServers, topics);
        boolean opened = false;
        try {
            log.consumer.assign(List.of(log.partition));
            log.consumer.seekToBeginning(List.of(log.partition));
            log.readToEnd();
            opened = true;
            return log;
        } finally {
            if (!opened) {
                log.close();
            }
        }
    }

    /** The decision that holds, as far as it was read; empty before the first. */
    public Optional<ModelDecision> held() {
        return Optional.ofNullable(held);
    }

    /** What has come in the meantime, without waiting for it: at most some hundred milliseconds late. */
    public Optional<ModelDecision> follow() {
        take(Duration.ZERO);
        return held();
    }

    /**
     * Decides on a model, unless somebody else has decided since this log was read.
     *
     * @return what holds now: this decision, or the other one
     * @throws KafkaException when Kafka does not answer in 10 s; whether it was decided shows when the log is read again
     */
    public ModelDecision decide(String model, String who, Clock clock) {
        long term = held == null ? 1 : held.term() + 1;
        append(new ModelDecision(term, model, clock.instant(), who));
        readToEnd();
        return Objects.requireNonNull(held, "the record that was written");
    }

    @Override
    public void close() {
        consumer.close();
    }

    private void append(ModelDecision decision) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, WAIT.toMillis());
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) WAIT.toMillis());
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) WAIT.toMillis() / 2);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(partition.topic(), 0, KEY, decision.toJson()))
                    .get();
        } catch (InterruptedException interrupted) {
            throw new InterruptException(interrupted);
        } catch (ExecutionException failed) {
            throw new KafkaException("topic " + partition.topic() + " does not take a record", failed.getCause());
        }
    }

    private void readToEnd() {
        long end =
                Objects.requireNonNull(consumer.endOffsets(List.of(partition)).get(partition));
        long deadline = System.nanoTime() + WAIT.toNanos();
        while (consumer.position(partition) < end) {
            if (System.nanoTime() > deadline) {
                throw new KafkaException("topic " + partition.topic() + " cannot be read to its end");
            }
            take(POLL);
        }
    }

    private void take(Duration atMost) {
        for (ConsumerRecord<String, String> record : consumer.poll(atMost)) {
            try {
                held = ModelDecision.fromJson(String.valueOf(record.value())).after(held);
            } catch (IllegalArgumentException malformed) {
                LOG.errorf(
                        "topic %s, offset %d holds a record that no Evenkeel wrote; it is ignored",
                        record.topic(), record.offset());
            }
        }
    }
}
