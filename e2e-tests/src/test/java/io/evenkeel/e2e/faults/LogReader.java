package io.evenkeel.e2e.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads topics from the beginning to the last stable offset, as the services see them. */
final class LogReader {
    private static final Duration POLL = Duration.ofMillis(200);

    private final String address;

    LogReader(String address) {
        this.address = address;
    }

    /** All committed records, in order within each partition. */
    List<ConsumerRecord<byte[], byte[]>> read(String topic, int partitions) {
        List<TopicPartition> all = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        try (KafkaConsumer<byte[], byte[]> consumer = open()) {
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            while (all.stream()
                    .anyMatch(
                            partition -> consumer.position(partition) < Objects.requireNonNull(ends.get(partition)))) {
                consumer.poll(POLL).forEach(records::add);
            }
            return records;
        }
    }

    /** The last stable offset of a partition. */
    long end(String topic, int partition) {
        TopicPartition one = new TopicPartition(topic, partition);
        try (KafkaConsumer<byte[], byte[]> consumer = open()) {
            return Objects.requireNonNull(consumer.endOffsets(List.of(one)).get(one));
        }
    }

    private KafkaConsumer<byte[], byte[]> open() {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", address, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}
