package io.evenkeel.kit.writer;

import io.evenkeel.contract.topic.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.jspecify.annotations.Nullable;

/**
 * How a writer reads {@code evenkeel.changes}.
 *
 * @param bootstrapServers Kafka's address
 * @param groupId the consumer group, which shares the partitions out; positions are not kept there
 * @param instanceId for a writer of which there is only one: it gets its partitions back at once after a restart; null
 *     for writers that share them
 * @param session how long it may be silent before others take its partitions
 */
public record ConsumerSettings(
        String bootstrapServers, String groupId, @Nullable String instanceId, Duration session) {
    private static final Duration LONGEST_APPLY = Duration.ofMinutes(10);
    private static final int FRAMING_BYTES = 64 << 10;

    Map<String, Object> kafka() {
        Map<String, Object> kafka = new HashMap<>();
        kafka.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        kafka.put(ConsumerConfig.GROUP_ID_CONFIG, groupId);
        if (instanceId != null) {
            kafka.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instanceId);
        }
        kafka.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        kafka.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        kafka.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        kafka.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        kafka.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        kafka.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int) session.toMillis());
        kafka.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, (int) LONGEST_APPLY.toMillis());
        kafka.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, PolledSlices.MOST_RECORDS);
        kafka.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Topics.MAX_CHANGE_BYTES + FRAMING_BYTES);
        // What the system gives, which is megabytes: the next fetch arrives while a batch is applied.
        kafka.put(ConsumerConfig.RECEIVE_BUFFER_CONFIG, -1);
        kafka.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, Topics.MAX_CHANGE_BYTES + FRAMING_BYTES);
        return kafka;
    }
}
