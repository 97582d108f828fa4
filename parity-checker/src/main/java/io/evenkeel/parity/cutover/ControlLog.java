package io.evenkeel.parity.cutover;

import io.evenkeel.contract.control.ControlRecord;
import io.evenkeel.contract.topic.Topics;
import io.evenkeel.kit.ControlState;
import io.evenkeel.parity.ledger.LogReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The control log, open for deciding. Opening it fences whoever had it open before, and reads it to its end afterwards, so
 * that there is one decider and it knows every decision. Each record goes to the history too, in one transaction. One
 * thread at a time.
 */
final class ControlLog implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ControlLog.class);
    private static final Duration WAIT = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(100);

    private final Topics topics;
    private final KafkaProducer<String, String> producer;
    private ControlState state = ControlState.EMPTY;
    private long highestTerm;

    /** Another process has opened the control log since: this one may not decide any more. */
    static final class LostControlException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LostControlException(@Nullable KafkaException cause) {
            super(
                    "another parity-checker has taken the control log over and decides now; stop one of them, and"
                            + " restart the other",
                    cause);
        }
    }

    private ControlLog(Topics topics, KafkaProducer<String, String> producer) {
        this.topics = topics;
        this.producer = producer;
    }

    /** @throws KafkaException when Kafka does not answer in 10 s */
    static ControlLog open(String bootstrapServers, Topics topics) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, topics.control());
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) WAIT.toMillis());
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, WAIT.toMillis());
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) WAIT.toMillis());
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) WAIT.toMillis() / 2);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
        ControlLog log = new ControlLog(topics, producer);
        boolean opened = false;
        try {
            producer.initTransactions();
            log.read(bootstrapServers);
            opened = true;
            return log;
        } finally {
            if (!opened) {
                log.close();
            }
        }
    }

    /** What the log says. */
    ControlState state() {
        return state;
    }

    /** A term above every one that the log ever had, also of flips that were given up. */
    long nextTerm() {
        return highestTerm + 1;
    }

    /**
     * Writes a record; when this returns, every reader will see it.
     *
     * @throws LostControlException when another process decides now; nothing was written
     * @throws KafkaException when Kafka does not answer; whether it was written shows when the log is opened again
     */
    @SuppressWarnings("FutureReturnValueIgnored") // the commit fails when one of them did
    void write(ControlRecord record) {
        try {
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topics.control(), 0, record.key(), record.toJson()));
            producer.send(new ProducerRecord<>(topics.controlHistory(), 0, record.key(), record.toJson()));
            producer.commitTransaction();
        } catch (ProducerFencedException | InvalidProducerEpochException fenced) {
            throw new LostControlException(fenced);
        }
        accept(record);
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
    }

    private void read(String bootstrapServers) {
        TopicPartition partition = new TopicPartition(topics.control(), 0);
        try (KafkaConsumer<byte[], byte[]> consumer = LogReader.open(bootstrapServers, 1 << 20)) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = Objects.requireNonNull(
                    consumer.endOffsets(List.of(partition), WAIT).get(partition));
            long deadline = System.nanoTime() + WAIT.toNanos();
            while (consumer.position(partition, WAIT) < end) {
                if (System.nanoTime() > deadline) {
                    throw new KafkaException("topic " + topics.control() + " cannot be read to its end");
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    accept(record);
                }
            }
        }
    }

    private void accept(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return;
        }
        try {
            accept(ControlRecord.fromJson(new String(record.value(), StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException malformed) {
            LOG.errorf(
                    "topic %s, offset %d holds a record that no Evenkeel wrote; it is ignored",
                    record.topic(), record.offset());
        }
    }

    private void accept(ControlRecord record) {
        state = state.after(record);
        highestTerm = Math.max(highestTerm, record.term());
    }
}
