package io.evenkeel.parity.ledger;

import io.evenkeel.contract.change.ChangeSet;
import io.evenkeel.contract.change.MalformedChangeSetException;
import io.evenkeel.contract.store.ChangeBatch;
import io.evenkeel.contract.store.ChangeBatch.Consumed;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Feeds the ledger from {@code evenkeel.changes}, from the position that the ledger's own file holds. Run it on a thread
 * of its own.
 */
public final class LedgerFeed implements Runnable {
    private static final Logger LOG = Logger.getLogger(LedgerFeed.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int FETCH_BYTES = 16 << 20;

    private final Ledger ledger;
    private final String bootstrapServers;
    private final Topics topics;
    private final Function<byte[], ChangeSet> codec;
    private final Pause retry = new Pause(Duration.ofSeconds(1));
    private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
    private volatile @Nullable String failure;

    /**
     * A feed.
     *
     * @param ledger what is fed
     * @param bootstrapServers Kafka's address
     * @param topics the installation's topics
     * @param codec reads a change set from a record's value
     */
    public LedgerFeed(Ledger ledger, String bootstrapServers, Topics topics, Function<byte[], ChangeSet> codec) {
        this.ledger = ledger;
        this.bootstrapServers = bootstrapServers;
        this.topics = topics;
        this.codec = codec;
    }

    /** Why the ledger does not advance now; empty while it does. */
    public Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    /** Feeds until {@link #stop()}. */
    @Override
    public void run() {
        while (!retry.over()) {
            try (KafkaConsumer<byte[], byte[]> reading = LogReader.open(bootstrapServers, FETCH_BYTES)) {
                consumer = reading;
                follow(reading);
            } catch (WakeupException stopped) {
                return;
            } catch (RuntimeException failed) {
                // The consumer's edge: nothing was applied, so the same records are read again.
                LOG.errorf(failed, "ledger stopped, trying again: topic=%s", topics.changes());
                failure = failed.getMessage();
                retry.await();
            } finally {
                consumer = null;
            }
        }
    }

    /** Ends the run. */
    public void stop() {
        retry.end();
        KafkaConsumer<byte[], byte[]> current = consumer;
        if (current != null) {
            current.wakeup();
        }
    }

    private void follow(KafkaConsumer<byte[], byte[]> reading) {
        List<TopicPartition> partitions = IntStream.range(0, topics.partitions())
                .mapToObj(partition -> new TopicPartition(topics.changes(), partition))
                .toList();
        reading.assign(partitions);
        Map<Integer, StorePosition> positions = ledger.positions();
        for (TopicPartition partition : partitions) {
            StorePosition position = positions.get(partition.partition());
            if (position == null) {
                reading.seekToBeginning(List.of(partition));
            } else {
                reading.seek(partition, position.nextOffset());
            }
        }
        while (!retry.over()) {
            ConsumerRecords<byte[], byte[]> records = reading.poll(POLL);
            if (!records.isEmpty()) {
                ledger.apply(batch(records));
            }
            failure = null;
        }
    }

    private ChangeBatch batch(ConsumerRecords<byte[], byte[]> records) {
        List<Consumed> consumed = new ArrayList<>(records.count());
        records.forEach(record -> decode(record).ifPresent(consumed::add));
        Map<Integer, Long> next = new HashMap<>();
        records.nextOffsets().forEach((partition, offset) -> next.put(partition.partition(), offset.offset()));
        return new ChangeBatch(consumed, next);
    }

    /** A record that is no change set is a dead letter in both stores alike: accounted for, without a trace here. */
    private Optional<Consumed> decode(ConsumerRecord<byte[], byte @Nullable []> record) {
        try {
            byte @Nullable [] value = record.value();
            if (value == null) {
                throw new MalformedChangeSetException("the record has no value");
            }
            return Optional.of(new Consumed(record.partition(), record.offset(), codec.apply(value)));
        } catch (MalformedChangeSetException malformed) {
            LOG.errorf(
                    "no change set: topic=%s partition=%d offset=%d %s",
                    record.topic(), record.partition(), record.offset(), malformed.getMessage());
            return Optional.empty();
        }
    }
}
