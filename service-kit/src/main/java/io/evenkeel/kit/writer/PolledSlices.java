package io.evenkeel.kit.writer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Cuts what was polled into batches, so that neither a transaction nor what is decoded at a time depends on how much a poll
 * brings. Records keep their order within each partition.
 */
final class PolledSlices {
    /** The most records of a slice. */
    static final int MOST_RECORDS = 4_000;

    /** A slice takes no further record beyond so many bytes; a larger record stands alone. */
    static final int MOST_BYTES = 16 << 20;

    private PolledSlices() {}

    /** The slices, each with the offset that comes next in the partitions that it ends in. */
    static List<ConsumerRecords<byte[], byte[]>> of(ConsumerRecords<byte[], byte[]> polled) {
        List<ConsumerRecords<byte[], byte[]>> slices = new ArrayList<>();
        Slice slice = new Slice();
        for (TopicPartition partition : polled.partitions()) {
            for (ConsumerRecord<byte[], byte[]> found : polled.records(partition)) {
                if (!slice.takes(found)) {
                    slices.add(slice.records());
                    slice = new Slice();
                }
                slice.add(partition, found);
            }
            // Past the transaction markers that follow the last record.
            OffsetAndMetadata next = polled.nextOffsets().get(partition);
            if (next != null) {
                slice.next.put(partition, next);
            }
        }
        slices.add(slice.records());
        return slices;
    }

    private static final class Slice {
        private final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new LinkedHashMap<>();
        private final Map<TopicPartition, OffsetAndMetadata> next = new LinkedHashMap<>();
        private int count;
        private long bytes;

        boolean takes(ConsumerRecord<byte[], byte[]> found) {
            return count == 0 || (count < MOST_RECORDS && bytes + size(found) <= MOST_BYTES);
        }

        void add(TopicPartition partition, ConsumerRecord<byte[], byte[]> found) {
            records.computeIfAbsent(partition, first -> new ArrayList<>()).add(found);
            next.put(partition, new OffsetAndMetadata(found.offset() + 1));
            count++;
            bytes += size(found);
        }

        ConsumerRecords<byte[], byte[]> records() {
            return new ConsumerRecords<>(records, next);
        }

        private static int size(ConsumerRecord<byte[], byte[]> found) {
            return Math.max(0, found.serializedValueSize());
        }
    }
}
