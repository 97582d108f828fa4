package io.evenkeel.sqlitewriter;

import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.change.ChangeSet;
import io.evenkeel.contract.change.ChangeSetCodec;
import io.evenkeel.contract.change.Condition;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.control.ControlRecord;
import io.evenkeel.contract.control.Stage;
import io.evenkeel.contract.store.Rows;
import io.evenkeel.contract.topic.DeadLetter;
import io.evenkeel.contract.topic.Topics;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.kit.EventLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes change sets as embedding-service does, in Kafka transactions, and control records as parity-checker does. */
final class ChangeLog implements AutoCloseable {
    private final EventLog log;
    private final ChangeSetCodec codec = new ChangeSetCodec(Rows.CATALOGUE);
    private final Map<Integer, Long> events = new HashMap<>();
    private final String id = UUID.randomUUID().toString();
    private KafkaProducer<byte[], byte[]> producer;
    private long term;

    ChangeLog(EventLog log) {
        this.log = log;
        producer = open();
    }

    private KafkaProducer<byte[], byte[]> open() {
        KafkaProducer<byte[], byte[]> opened = new KafkaProducer<>(
                Map.of("bootstrap.servers", log.bootstrapServers(), "transactional.id", id),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        opened.initTransactions();
        return opened;
    }

    Position upsert(int partition, Row... rows) {
        return send(
                partition,
                rows[0].key(),
                List.of(rows).stream().<Change>map(Change.Upsert::new).toList());
    }

    Position send(int partition, RowKey root, List<Change> changes) {
        Position position = new Position(log.epoch(), partition, events.merge(partition, 1L, Long::sum) - 1);
        send(
                partition,
                codec.encode(new ChangeSet(
                        position,
                        "event-" + position,
                        "test",
                        "dev.evenkeel.test",
                        root,
                        null,
                        Condition.NONE,
                        changes,
                        null,
                        null)));
        return position;
    }

    void send(int partition, byte[] record) {
        write(new ProducerRecord<>(log.topics().changes(), partition, null, record));
    }

    void decide(Stage stage) {
        ControlRecord decision =
                new ControlRecord(++term, ControlRecord.Phase.COMMIT, stage, Instant.now(), "test", null, List.of());
        write(new ProducerRecord<>(
                log.topics().control(),
                ControlRecord.KEY.getBytes(),
                decision.toJson().getBytes()));
    }

    /** One transaction; where a busy broker calls its state invalid, it is begun anew, as embedding-service does. */
    private void write(ProducerRecord<byte[], byte[]> record) {
        try {
            commit(record);
        } catch (InvalidTxnStateException nothingIsWritten) {
            producer.close();
            producer = open();
            commit(record);
        }
    }

    private void commit(ProducerRecord<byte[], byte[]> record) {
        producer.beginTransaction();
        producer.send(record);
        producer.commitTransaction();
    }

    /** Those that are open; one that was written twice is there twice. */
    List<DeadLetter> deadLetters() {
        return deadLetterRecords().stream().map(DeadLetter::of).toList();
    }

    /** The same, whole. */
    List<ConsumerRecord<byte[], byte[]>> deadLetterRecords() {
        Topics topics = log.topics();
        TopicPartition partition = new TopicPartition(topics.deadLetters(), 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", log.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            List<ConsumerRecord<byte[], byte[]>> open = new ArrayList<>();
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(found -> {
                    if (found.value() == null) {
                        open.removeIf(letter -> Arrays.equals(letter.key(), found.key()));
                    } else {
                        open.add(found);
                    }
                });
            }
            return open;
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
