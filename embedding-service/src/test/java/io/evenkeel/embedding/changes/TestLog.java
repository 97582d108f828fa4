package io.evenkeel.embedding.changes;

import io.evenkeel.contract.change.ChangeSet;
import io.evenkeel.contract.change.ChangeSetCodec;
import io.evenkeel.contract.topic.DeadLetter;
import io.evenkeel.contract.topic.Epochs;
import io.evenkeel.contract.topic.Topics;
import io.evenkeel.localstack.TestServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A log of its own on the real broker, written and read as a test wants. */
public final class TestLog {
    public static final int PARTITIONS = 3;

    private static final ChangeSetCodec CODEC = new ChangeSetCodec(Sample.CATALOGUE);

    private final Topics topics;
    private final long epoch;

    public TestLog() {
        this("t" + UUID.randomUUID().toString().substring(0, 8));
    }

    public TestLog(String prefix) {
        topics = new Topics(prefix, PARTITIONS);
        epoch = Epochs.open(TestServers.kafkaBootstrap(), topics, (short) 1);
    }

    public Topics topics() {
        return topics;
    }

    public long epoch() {
        return epoch;
    }

    /** Deletes events and changes, and makes them again. */
    void recreate() throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestServers.kafkaBootstrap()))) {
            admin.deleteTopics(List.of(topics.events(), topics.changes())).all().get();
            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (admin.listTopics().names().get().contains(topics.changes()) && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
        }
        Epochs.open(TestServers.kafkaBootstrap(), topics, (short) 1);
    }

    /** Writes records as they are, and waits for the broker. */
    public void write(List<ProducerRecord<byte[], byte[]>> records) {
        Map<String, Object> settings = Map.of("bootstrap.servers", TestServers.kafkaBootstrap());
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            records.forEach(producer::send);
            producer.flush();
        }
    }

    /** All committed change sets, partition by partition. */
    public List<ChangeSet> changeSets() {
        List<ChangeSet> changeSets = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : read(topics.changes(), PARTITIONS)) {
            ChangeSet changeSet = CODEC.decode(record.value());
            if (changeSet.position().partition() != record.partition()) {
                throw new AssertionError(changeSet.position() + " stands in partition " + record.partition());
            }
            changeSets.add(changeSet);
        }
        return changeSets;
    }

    /** All committed dead letters, whole. */
    List<ConsumerRecord<byte[], byte[]>> deadLetterRecords() {
        return read(topics.deadLetters(), 1);
    }

    /** All committed dead letters. */
    public List<DeadLetter> deadLetters() {
        return deadLetterRecords().stream().map(DeadLetter::of).toList();
    }

    private static List<ConsumerRecord<byte[], byte[]>> read(String topic, int partitions) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", TestServers.kafkaBootstrap(), "isolation.level", "read_committed");
        List<TopicPartition> all = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(all);
            consumer.seekToBeginning(all);
            var end = consumer.endOffsets(all);
            while (all.stream().anyMatch(partition -> consumer.position(partition) < end.get(partition))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }
}
