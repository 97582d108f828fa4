package io.evenkeel.bench.writers;

import io.evenkeel.contract.change.ChangeSetCodec;
import io.evenkeel.contract.control.ControlRecord;
import io.evenkeel.contract.control.Stage;
import io.evenkeel.contract.store.ChangeBatch.Consumed;
import io.evenkeel.contract.topic.Topics;
import io.evenkeel.kit.ControlFollower;
import io.evenkeel.kit.EventLog;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A log of its own, written as embedding-service writes: in Kafka transactions of up to {@value #TRANSACTION} records. */
public final class ChangeLog implements AutoCloseable {
    private static final int TRANSACTION = 500;

    private final EventLog log;
    private final ControlFollower control;

    private ChangeLog(EventLog log, ControlFollower control) {
        this.log = log;
        this.control = control;
    }

    /** Creates the topics, and decides that both stores are written. */
    public static ChangeLog create(String bootstrapServers, String name) {
        Topics topics = new Topics("bench-" + name, Topics.DEFAULT_PARTITIONS);
        EventLog log = EventLog.of(bootstrapServers, topics, (short) 1);
        log.epoch();
        ControlRecord both = new ControlRecord(
                1, ControlRecord.Phase.COMMIT, Stage.DUAL_WRITE, Instant.now(), "bench", null, List.of());
        try (KafkaProducer<byte[], byte[]> producer = producer(log)) {
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topics.control(), utf8(both.key()), utf8(both.toJson())));
            producer.commitTransaction();
        }
        return new ChangeLog(log, ControlFollower.follow(log));
    }

    void write(List<Consumed> records) {
        ChangeSetCodec codec = new ChangeSetCodec(Corpus.CATALOGUE);
        try (KafkaProducer<byte[], byte[]> producer = producer(log)) {
            for (int from = 0; from < records.size(); from += TRANSACTION) {
                producer.beginTransaction();
                for (Consumed record : records.subList(from, Math.min(from + TRANSACTION, records.size()))) {
                    producer.send(new ProducerRecord<>(
                            topics().changes(), record.partition(), null, codec.encode(record.changeSet())));
                }
                producer.commitTransaction();
            }
        }
    }

    /** The log. */
    public EventLog eventLog() {
        return log;
    }

    /** Who follows the decision. */
    public ControlFollower control() {
        return control;
    }

    /** Its topics. */
    public Topics topics() {
        return log.topics();
    }

    /** Kafka's address. */
    public String bootstrapServers() {
        return log.bootstrapServers();
    }

    @Override
    public void close() throws InterruptedException {
        control.stop();
    }

    private static KafkaProducer<byte[], byte[]> producer(EventLog log) {
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        log.bootstrapServers(),
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                        log.topics().prefix()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
        return producer;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
