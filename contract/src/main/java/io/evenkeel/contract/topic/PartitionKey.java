package io.evenkeel.contract.topic;

import io.evenkeel.contract.value.RowKey;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;

/** The Kafka key of events, and the partition it belongs to. */
public final class PartitionKey {
    private PartitionKey() {}

    /** {@code workspace/rootEntity/rootId}. */
    public static String of(RowKey root) {
        return root.toString();
    }

    /** The partition that Kafka's Java producer chooses for a key. */
    public static int partition(String key, int partitions) {
        return BuiltInPartitioner.partitionForKey(key.getBytes(StandardCharsets.UTF_8), partitions);
    }
}
