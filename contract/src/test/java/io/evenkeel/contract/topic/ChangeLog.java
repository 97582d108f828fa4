package io.evenkeel.contract.topic;

import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.change.ChangeSet;
import io.evenkeel.contract.change.ChangeSetCodec;
import io.evenkeel.contract.change.Condition;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.control.ControlRecord;
import io.evenkeel.contract.control.Stage;
import io.evenkeel.contract.store.Rows;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A log in a real Kafka, as a test writes it: change sets as embedding-service does, in transactions, and control records as
 * parity-checker does. It also reads the dead letters that writers have sent.
 */
public final class ChangeLog implements AutoCloseable {
    private final String bootstrapServers;
    private final Topics topics;
    private final long epoch;
    private final ChangeSetCodec codec = new ChangeSetCodec(Rows.CATALOGUE);
    private final Map<Integer, Long> events = new HashMap<>();
    private final String id = UUID.randomUUID().toString();
    private KafkaProducer<byte[], byte[]> producer;
    private long term;
    private long lastOffset;

    public ChangeLog(String bootstrapServers, Topics topics, long epoch) {
        this.bootstrapServers = bootstrapServers;
        this.topics = topics;
        this.epoch = epoch;
        producer = open();
    }

    private KafkaProducer<byte[], byte[]> open() {
        KafkaProducer<byte[], byte[]> opened = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "transactional.id", id),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        opened.initTransactions();
        return opened;
    }

    /** One change set that puts those rows; the first is its root. */
    public Position upsert(int partition, Row... rows) {
        return send(
                partition,
                rows[0].key(),
                List.of(rows).stream().<Change>map(Change.Upsert::new).toList());
    }

    /** One change set under that root; says where its event would stand. */
    public Position send(int partition, RowKey root, List<Change> changes) {
        Position position = new Position(epoch, partition, events.merge(partition, 1L, Long::sum) - 1);
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

    /** One record as it is. */
    public void send(int partition, byte[] record) {
        write(new ProducerRecord<>(topics.changes(), partition, null, record));
    }

    /** Where the record stands that was written last. */
    public long lastOffset() {
        return lastOffset;
    }

    /** The next decision of the stage. */
    public void decide(Stage stage) {
        ControlRecord decision =
                new ControlRecord(++term, ControlRecord.Phase.COMMIT, stage, Instant.now(), "test", null, List.of());
        write(new ProducerRecord<>(
                topics.control(),
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
        Future<RecordMetadata> sent = producer.send(record);
        producer.commitTransaction();
        lastOffset = sent.resultNow().offset();
    }

    /** Those that are open; one that was written twice is there twice. */
    public List<DeadLetter> deadLetters() {
        return deadLetterRecords().stream().map(DeadLetter::of).toList();
    }

    /** The same, whole. */
    public List<ConsumerRecord<byte[], byte[]>> deadLetterRecords() {
        TopicPartition partition = new TopicPartition(topics.deadLetters(), 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers),
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
