package io.evenkeel.parity.ledger;

import io.evenkeel.contract.change.ChangeSet;
import io.evenkeel.contract.topic.Topics;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Reads rows back from the log, at the coordinates that the ledger keeps. Thread-safe. */
public final class ChangeLog {
    private static final Duration WAIT = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(200);

    private final String bootstrapServers;
    private final Topics topics;
    private final Function<byte[], ChangeSet> codec;

    /**
     * A reader of the log.
     *
     * @param bootstrapServers Kafka's address
     * @param topics the installation's topics
     * @param codec reads a change set from a record's value
     */
    public ChangeLog(String bootstrapServers, Topics topics, Function<byte[], ChangeSet> codec) {
        this.bootstrapServers = bootstrapServers;
        this.topics = topics;
        this.codec = codec;
    }

    /** Takes a row as the log has it. */
    @FunctionalInterface
    public interface LoggedRow {
        /**
         * Called once for each entry that is found.
         *
         * @param row as the change set left it
         * @param changeSet what wrote it last
         */
        void accept(LedgerEntry entry, Row row, ChangeSet changeSet);
    }

    /**
     * The rows of those entries as the log has them; an entry that is deleted, or whose record the log has lost, is left
     * out.
     *
     * @throws KafkaException when Kafka does not answer in 10 s
     */
    public Map<RowKey, Row> rows(Collection<LedgerEntry> entries) {
        Map<RowKey, Row> rows = new HashMap<>();
        read(entries, (entry, row, changeSet) -> rows.put(entry.key(), row));
        return rows;
    }

    /** The same, one by one in the order of the log, with the change sets that they are of. */
    public void read(Collection<LedgerEntry> entries, LoggedRow each) {
        List<LedgerEntry> live = entries.stream()
                .filter(entry -> !entry.deleted())
                .sorted(Comparator.comparingInt(
                                (LedgerEntry entry) -> entry.position().partition())
                        .thenComparingLong(LedgerEntry::changesOffset))
                .toList();
        if (live.isEmpty()) {
            return;
        }
        try (KafkaConsumer<byte[], byte[]> consumer = LogReader.open(bootstrapServers, 1 << 16)) {
            Records records = new Records(consumer);
            LedgerEntry last = null;
            ChangeSet changeSet = null;
            Map<RowKey, Row> written = Map.of();
            for (LedgerEntry entry : live) {
                if (last == null
                        || last.position().partition() != entry.position().partition()
                        || last.changesOffset() != entry.changesOffset()) {
                    ConsumerRecord<byte[], byte[]> record =
                            records.read(entry.position().partition(), entry.changesOffset());
                    changeSet = record == null ? null : codec.apply(record.value());
                    written = changeSet == null ? Map.of() : changeSet.rows();
                    last = entry;
                }
                Row row = written.get(entry.key());
                if (row != null && changeSet != null) {
                    each.accept(entry, row, changeSet);
                }
            }
        }
    }

    /**
     * The change set at that place; empty where the log holds none, or none any more.
     *
     * @param partition its partition
     * @param offset its offset in {@code evenkeel.changes}
     * @throws KafkaException when Kafka does not answer in 10 s
     * @throws io.evenkeel.contract.change.MalformedChangeSetException when what is there is no change set
     */
    public Optional<ChangeSet> changeSet(int partition, long offset) {
        try (KafkaConsumer<byte[], byte[]> consumer = LogReader.open(bootstrapServers, 1 << 16)) {
            return Optional.ofNullable(new Records(consumer).read(partition, offset))
                    .map(record -> record.value())
                    .map(codec);
        }
    }

    /** Reads single records; those that stand near one another in a partition come together. */
    private final class Records {
        private final KafkaConsumer<byte[], byte[]> consumer;
        private Iterator<ConsumerRecord<byte[], byte[]>> fetched = Collections.emptyIterator();
        private int fetchedFrom = -1;

        Records(KafkaConsumer<byte[], byte[]> consumer) {
            this.consumer = consumer;
        }

        /** The record at that place; of one partition, only ever later ones. */
        @Nullable
        ConsumerRecord<byte[], byte[]> read(int number, long offset) {
            while (number == fetchedFrom && fetched.hasNext()) {
                ConsumerRecord<byte[], byte[]> next = fetched.next();
                if (next.offset() == offset) {
                    return next;
                }
            }
            return fetch(number, offset);
        }

        private @Nullable ConsumerRecord<byte[], byte[]> fetch(int number, long offset) {
            TopicPartition partition = new TopicPartition(topics.changes(), number);
            consumer.assign(List.of(partition));
            consumer.seek(partition, offset);
            fetchedFrom = number;
            long deadline = System.nanoTime() + WAIT.toNanos();
            try {
                while (System.nanoTime() < deadline) {
                    fetched = consumer.poll(POLL).iterator();
                    if (fetched.hasNext()) {
                        ConsumerRecord<byte[], byte[]> first = fetched.next();
                        return first.offset() == offset ? first : null;
                    }
                }
            } catch (OffsetOutOfRangeException lost) {
                return null;
            }
            throw new KafkaException("topic " + topics.changes() + ", partition " + number + ", offset " + offset
                    + " did not come in " + WAIT.toSeconds() + " s");
        }
    }
}
