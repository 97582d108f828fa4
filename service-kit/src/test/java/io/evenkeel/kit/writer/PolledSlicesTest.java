package io.evenkeel.kit.writer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class PolledSlicesTest {
    private static final TopicPartition FIRST = new TopicPartition("changes", 0);
    private static final TopicPartition SECOND = new TopicPartition("changes", 1);

    private final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> polled = new LinkedHashMap<>();

    @Test
    void littleIsOneSlicePastTheMarkers() {
        poll(FIRST, 3, 100);
        poll(SECOND, 2, 100);

        List<ConsumerRecords<byte[], byte[]>> slices = slices();

        assertThat(slices)
                .singleElement()
                .satisfies(slice -> assertThat(slice.count()).isEqualTo(5));
        assertThat(next(slices.getFirst())).isEqualTo(Map.of(FIRST, 7L, SECOND, 5L));
    }

    @Test
    void manyRecordsAreCutByCount() {
        poll(FIRST, PolledSlices.MOST_RECORDS + 1, 10);

        List<ConsumerRecords<byte[], byte[]>> slices = slices();

        assertThat(slices).extracting(ConsumerRecords::count).containsExactly(PolledSlices.MOST_RECORDS, 1);
        assertThat(next(slices.getFirst())).isEqualTo(Map.of(FIRST, 2L * PolledSlices.MOST_RECORDS - 1));
        assertThat(next(slices.getLast())).isEqualTo(Map.of(FIRST, 2L * PolledSlices.MOST_RECORDS + 3));
    }

    @Test
    void largeRecordsAreCutByBytes() {
        poll(FIRST, 1, PolledSlices.MOST_BYTES);
        poll(SECOND, 3, PolledSlices.MOST_BYTES / 2);

        List<ConsumerRecords<byte[], byte[]>> slices = slices();

        assertThat(slices).extracting(ConsumerRecords::count).containsExactly(1, 2, 1);
        assertThat(slices.getFirst().partitions()).containsExactly(FIRST);
        assertThat(next(slices.get(1))).isEqualTo(Map.of(SECOND, 3L));
    }

    /** Records on even offsets, as a transaction each leaves them, and a marker after the last. */
    private void poll(TopicPartition partition, int count, int bytes) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(new ConsumerRecord<>(
                    partition.topic(),
                    partition.partition(),
                    2L * i,
                    0,
                    TimestampType.LOG_APPEND_TIME,
                    0,
                    bytes,
                    new byte[0],
                    new byte[0],
                    new RecordHeaders(),
                    Optional.empty()));
        }
        polled.put(partition, records);
    }

    private List<ConsumerRecords<byte[], byte[]>> slices() {
        Map<TopicPartition, OffsetAndMetadata> next = new LinkedHashMap<>();
        polled.forEach((partition, records) ->
                next.put(partition, new OffsetAndMetadata(records.getLast().offset() + 3)));
        return PolledSlices.of(new ConsumerRecords<>(polled, next));
    }

    private static Map<TopicPartition, Long> next(ConsumerRecords<byte[], byte[]> slice) {
        Map<TopicPartition, Long> next = new LinkedHashMap<>();
        slice.nextOffsets().forEach((partition, offset) -> next.put(partition, offset.offset()));
        return next;
    }
}
