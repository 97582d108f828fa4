package io.evenkeel.parity.letter;

import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.topic.DeadLetter;
import io.evenkeel.contract.topic.Topics;
import io.evenkeel.parity.ledger.LedgerFile;
import io.evenkeel.parity.ledger.LedgerUnavailableException;
import io.evenkeel.parity.ledger.LogReader;
import io.evenkeel.parity.ledger.Pause;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Follows the dead-letter topic from its beginning, on a thread of its own, and keeps what is open in the ledger's file,
 * without the bytes: however many there are, and however large. Thread-safe.
 */
public final class DeadLetters implements Runnable {
    private static final Logger LOG = Logger.getLogger(DeadLetters.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration LOOK = Duration.ofMillis(20);

    private final String bootstrapServers;
    private final Topics topics;
    private final LedgerFile file;
    private final Pause retry = new Pause(Duration.ofSeconds(1));
    private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
    private volatile Open open = new Open(false, Map.of());

    /**
     * What is open.
     *
     * @param read whether the topic has been read to its end; the numbers mean nothing before
     * @param byStore the number of open dead letters by the store that refused them
     */
    public record Open(boolean read, Map<String, Long> byStore) {
        public Open {
            byStore = Map.copyOf(byStore);
        }

        /** How many there are. */
        public long total() {
            return byStore.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /**
     * A follower.
     *
     * @param bootstrapServers Kafka's address
     * @param topics the installation's topics
     * @param file where the open letters are kept
     */
    public DeadLetters(String bootstrapServers, Topics topics, LedgerFile file) {
        this.bootstrapServers = bootstrapServers;
        this.topics = topics;
        this.file = file;
    }

    /** How many are open. */
    public Open open() {
        return open;
    }

    /** The first open letters in the order of the log, of one store where it is given. */
    List<OpenLetter> list(@Nullable String store, int limit) {
        return file.read(connection -> new LetterTable(connection).list(store, limit));
    }

    /** The letter of that key, if it is open. */
    Optional<OpenLetter> find(String key) {
        return file.read(connection -> new LetterTable(connection).find(key));
    }

    /** The letter of a store about a record of {@code evenkeel.changes}, if it is open. */
    Optional<OpenLetter> find(Backend store, int partition, long offset) {
        return file.read(connection -> new LetterTable(connection).find(store.label(), partition, offset));
    }

    /** Waits a moment until letters that were closed are known to be, so that whoever asks next finds them so. */
    void awaitClosed(Collection<String> keys, Duration atMost) {
        List<String> left = new ArrayList<>(keys);
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!retry.over() && System.nanoTime() < deadline) {
            left.removeIf(key -> find(key).isEmpty());
            if (left.isEmpty()) {
                return;
            }
            retry.await(LOOK);
        }
    }

    /** Follows until {@link #stop()}. */
    @Override
    public void run() {
        while (!retry.over()) {
            try (KafkaConsumer<byte[], byte[]> reading = LogReader.open(bootstrapServers, 1 << 20)) {
                consumer = reading;
                follow(reading);
            } catch (WakeupException stopped) {
                return;
            } catch (KafkaException | LedgerUnavailableException failed) {
                LOG.warnf("dead letters unreadable, trying again: %s", failed.getMessage());
                open = new Open(false, open.byStore());
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
        TopicPartition partition = new TopicPartition(topics.deadLetters(), 0);
        reading.assign(List.of(partition));
        reading.seekToBeginning(List.of(partition));
        long end = Objects.requireNonNull(reading.endOffsets(List.of(partition)).get(partition));
        write(LetterTable::clear);
        boolean read = false;
        while (!retry.over()) {
            ConsumerRecords<byte[], byte[]> records = reading.poll(POLL);
            if (!records.isEmpty()) {
                write(table -> {
                    for (ConsumerRecord<byte[], byte[]> record : records) {
                        accept(record, table);
                    }
                });
            }
            boolean reachedEnd = read || reading.position(partition) >= end;
            if (reachedEnd && (!read || !records.isEmpty())) {
                open = new Open(true, file.read(connection -> new LetterTable(connection).countByStore()));
            }
            read = reachedEnd;
        }
    }

    private static void accept(ConsumerRecord<byte[], byte[]> record, LetterTable table) throws SQLException {
        if (record.key() == null) {
            return;
        }
        if (record.value() == null) {
            table.remove(new String(record.key(), StandardCharsets.UTF_8));
            return;
        }
        try {
            table.put(new OpenLetter(DeadLetter.of(record), record.offset()));
        } catch (IllegalArgumentException malformed) {
            LOG.errorf(
                    "topic %s, offset %d holds a record that no Evenkeel wrote; it is ignored",
                    record.topic(), record.offset());
        }
    }

    @FunctionalInterface
    private interface Update {
        void on(LetterTable table) throws SQLException;
    }

    private void write(Update update) {
        file.write(connection -> {
            update.on(new LetterTable(connection));
            return true;
        });
    }
}
