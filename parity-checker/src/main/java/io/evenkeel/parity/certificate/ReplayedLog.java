package io.evenkeel.parity.certificate;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.change.ChangeSet;
import io.evenkeel.contract.change.ChangeSetCodec;
import io.evenkeel.contract.change.MalformedChangeSetException;
import io.evenkeel.contract.store.ChangeBatch;
import io.evenkeel.contract.store.ChangeBatch.Consumed;
import io.evenkeel.contract.topic.Epochs;
import io.evenkeel.contract.topic.Topics;
import io.evenkeel.contract.value.CanonicalForm;
import io.evenkeel.parity.certificate.Certificate.Log;
import io.evenkeel.parity.ledger.Ledger;
import io.evenkeel.parity.ledger.LedgerFile;
import io.evenkeel.parity.ledger.LogReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A ledger of its own, built from the log's first record to given positions in a temporary file, which closing deletes.
 * Writes nothing to Kafka.
 */
final class ReplayedLog implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration SILENCE = Duration.ofSeconds(30);
    private static final int FETCH_BYTES = 16 << 20;

    private final Path folder;
    private final LedgerFile file;
    private final Ledger ledger;

    private ReplayedLog(Path folder, LedgerFile file, Ledger ledger) {
        this.folder = folder;
        this.file = file;
        this.ledger = ledger;
    }

    /** The log is not, or not wholly, the one that was certified; the message says what is wrong. */
    static final class OtherLogException extends Exception {
        private static final long serialVersionUID = 1L;

        OtherLogException(String message) {
            super(message);
        }
    }

    /**
     * Replays a log.
     *
     * @param targets by partition, the offset of the last event to take in
     * @param progress is told now and then how many records were read
     * @throws OtherLogException when the log was recreated, has lost records, or ends before a target
     * @throws IllegalStateException when Kafka does not answer or has no such log
     * @throws org.apache.kafka.common.KafkaException when Kafka stops answering
     */
    static ReplayedLog replay(
            String bootstrapServers, Log log, Map<Integer, Long> targets, Catalogue catalogue, Consumer<Long> progress)
            throws OtherLogException {
        Topics topics = new Topics(log.topicPrefix(), log.partitions());
        OptionalLong epoch = Epochs.known(bootstrapServers, topics);
        if (epoch.isEmpty() || epoch.getAsLong() != log.epoch()) {
            throw new OtherLogException("the log was deleted and made again since: its epoch is "
                    + (epoch.isEmpty() ? "not decided yet" : epoch.getAsLong()) + ", the certificate's " + log.epoch());
        }
        ReplayedLog replayed = open(log.epoch(), catalogue);
        boolean done = false;
        try {
            replayed.read(bootstrapServers, topics, targets, new ChangeSetCodec(catalogue), progress);
            done = true;
            return replayed;
        } finally {
            if (!done) {
                replayed.close();
            }
        }
    }

    /** What the log says at the positions. */
    Ledger ledger() {
        return ledger;
    }

    @Override
    public void close() {
        file.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot delete " + folder, failed);
        }
    }

    private static ReplayedLog open(long epoch, Catalogue catalogue) {
        try {
            Path folder = Files.createTempDirectory("evenkeel-replay");
            LedgerFile file = LedgerFile.open(folder.resolve("ledger.sqlite"), epoch);
            return new ReplayedLog(
                    folder,
                    file,
                    new Ledger(
                            file,
                            catalogue,
                            row -> CanonicalForm.digest(
                                    catalogue.entity(row.key().entity()), row)));
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot make a temporary folder", failed);
        }
    }

    private void read(
            String bootstrapServers,
            Topics topics,
            Map<Integer, Long> targets,
            ChangeSetCodec codec,
            Consumer<Long> progress)
            throws OtherLogException {
        List<TopicPartition> partitions = targets.keySet().stream()
                .map(partition -> new TopicPartition(topics.changes(), partition))
                .toList();
        if (partitions.isEmpty()) {
            return;
        }
        try (KafkaConsumer<byte[], byte[]> consumer = LogReader.open(bootstrapServers, FETCH_BYTES)) {
            for (Map.Entry<TopicPartition, Long> beginning :
                    consumer.beginningOffsets(partitions).entrySet()) {
                if (beginning.getValue() > 0) {
                    throw new OtherLogException("the log has lost records: " + beginning.getKey() + " begins at offset "
                            + beginning.getValue() + "; its rows cannot be built from it any more");
                }
            }
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Set<TopicPartition> left = new HashSet<>(partitions);
            long read = 0;
            long heard = System.nanoTime();
            while (!left.isEmpty()) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                if (!records.isEmpty()) {
                    heard = System.nanoTime();
                    ledger.apply(batch(records, targets, left, codec));
                    read += records.count();
                    progress.accept(read);
                } else if (System.nanoTime() - heard > SILENCE.toNanos()) {
                    throw new IllegalStateException("Kafka at " + bootstrapServers + " has sent nothing for "
                            + SILENCE.toSeconds() + " s, and " + left + " are not read to the end");
                }
                for (TopicPartition partition : List.copyOf(left)) {
                    if (consumer.position(partition) >= ends.getOrDefault(partition, 0L)) {
                        throw new OtherLogException("the log ends before the certificate does: " + partition
                                + " has no change set of the event at offset " + targets.get(partition.partition()));
                    }
                }
                List<TopicPartition> done = new ArrayList<>(partitions);
                done.removeAll(left);
                consumer.pause(done);
            }
        }
    }

    /** The records up to the targets; a partition whose target is among them is no longer left. */
    private static ChangeBatch batch(
            ConsumerRecords<byte[], byte[]> records,
            Map<Integer, Long> targets,
            Set<TopicPartition> left,
            ChangeSetCodec codec) {
        List<Consumed> consumed = new ArrayList<>(records.count());
        Map<Integer, Long> next = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            TopicPartition partition = new TopicPartition(record.topic(), record.partition());
            ChangeSet changeSet = left.contains(partition) ? decode(record, codec) : null;
            if (changeSet == null) {
                continue;
            }
            long target = targets.getOrDefault(record.partition(), -1L);
            long offset = changeSet.position().offset();
            if (offset <= target) {
                consumed.add(new Consumed(record.partition(), record.offset(), changeSet));
                next.put(record.partition(), record.offset() + 1);
            }
            if (offset >= target) {
                left.remove(partition);
            }
        }
        return new ChangeBatch(consumed, next);
    }

    /** A record that is no change set is a dead letter in both stores alike. */
    private static @Nullable ChangeSet decode(ConsumerRecord<byte[], byte @Nullable []> record, ChangeSetCodec codec) {
        byte @Nullable [] value = record.value();
        if (value == null) {
            return null;
        }
        try {
            return codec.decode(value);
        } catch (MalformedChangeSetException malformed) {
            return null;
        }
    }
}
