package io.evenkeel.parity;

import io.evenkeel.contract.topic.DeadLetter;
import io.evenkeel.contract.topic.Topics;
import io.evenkeel.parity.ledger.LogReader;
import io.evenkeel.parity.ledger.Pause;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Follows the dead-letter topic from its beginning, and counts what is open. Run it on a thread of its own. */
final class DeadLetters implements Runnable {
    private static final Logger LOG = Logger.getLogger(DeadLetters.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final String bootstrapServers;
    private final Topics topics;
    private final Pause retry = new Pause(Duration.ofSeconds(1));
    private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
    private volatile Open open = new Open(false, Map.of());

    /**
     * What is open.
     *
     * @param read whether the topic has been read to its end; the numbers mean nothing before
     * @param byStore the number of open dead letters by the store that refused them
     */
    record Open(boolean read, Map<String, Long> byStore) {
        Open {
            byStore = Map.copyOf(byStore);
        }

        long total() {
            return byStore.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    DeadLetters(String bootstrapServers, Topics topics) {
        this.bootstrapServers = bootstrapServers;
        this.topics = topics;
    }

    Open open() {
        return open;
    }

    @Override
    public void run() {
        while (!retry.over()) {
            try (KafkaConsumer<byte[], byte[]> reading = LogReader.open(bootstrapServers, 1 << 20)) {
                consumer = reading;
                follow(reading);
            } catch (WakeupException stopped) {
                return;
            } catch (KafkaException failed) {
                LOG.warnf("dead letters unreadable, trying again: %s", failed.getMessage());
                open = new Open(false, open.byStore());
                retry.await();
            } finally {
                consumer = null;
            }
        }
    }

    void stop() {
        retry.end();
        KafkaConsumer<byte[], byte[]> current = consumer;
        if (current != null) {
            current.wakeup();
        }
    }

    private void follow(KafkaConsumer<byte[], byte[]> reading) {
        TopicPartition partition = new TopicPartition(topics.deadLetters(), 0);
        reading.assign(List.of(partition));
        reading.seekToBeginning(List.of(partition));
        long end = Objects.requireNonNull(reading.endOffsets(List.of(partition)).get(partition));
        Map<String, String> storesByKey = new HashMap<>();
        boolean read = false;
        while (!retry.over()) {
            var records = reading.poll(POLL);
            records.forEach(record -> accept(record, storesByKey));
            boolean reachedEnd = read || reading.position(partition) >= end;
            if (reachedEnd && (!read || !records.isEmpty())) {
                Map<String, Long> byStore = new HashMap<>();
                storesByKey.values().forEach(store -> byStore.merge(store, 1L, Long::sum));
                open = new Open(true, byStore);
            }
            read = reachedEnd;
        }
    }

    private void accept(ConsumerRecord<byte[], byte[]> record, Map<String, String> storesByKey) {
        if (record.key() == null) {
            return;
        }
        String key = new String(record.key(), StandardCharsets.UTF_8);
        if (record.value() == null) {
            storesByKey.remove(key);
            return;
        }
        try {
            storesByKey.put(key, DeadLetter.of(record).store());
        } catch (IllegalArgumentException malformed) {
            LOG.errorf(
                    "topic %s, offset %d holds a record that no Evenkeel wrote; it is ignored",
                    record.topic(), record.offset());
        }
    }
}
