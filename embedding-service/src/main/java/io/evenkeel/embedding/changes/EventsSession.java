package io.evenkeel.embedding.changes;

import io.evenkeel.contract.change.ChangeSetCodec;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.topic.DeadLetter;
import io.evenkeel.contract.topic.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * One membership in the group that turns events into changes. Vectors are made first; then the change sets, the dead
 * letters and the consumed offsets go out in one short transaction, which the broker refuses when the partitions belong to
 * somebody else by then. Meanwhile the next events get their vectors.
 *
 * <p>There is no way back inside a session: after any exception it is closed, and a new one begins where the log of
 * changes ends. Initialising its transactions settles what this one may have left open. Not safe for use by several
 * threads, but for {@link #wakeup()}.
 */
final class EventsSession implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(EventsSession.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final LogIdentity log;
    private final Consumer<byte[], byte[]> events;
    private final Producer<byte[], byte[]> changes;
    private final Consumer<byte[], byte[]> changesReader;
    private final ChangeLogEnd changeLogEnd;
    private final TransformAhead ahead;
    private final ChangeSetCodec codec;
    private final Topics topics;
    private final long epoch;

    /**
     * Makes the clients.
     *
     * @param epoch asks for the epoch of the log
     */
    EventsSession(
            SessionClients clients,
            EventTransformer transformer,
            ChangeSetCodec codec,
            Topics topics,
            LongSupplier epoch) {
        log = new LogIdentity(clients.admin(), topics, epoch);
        changes = clients.changes();
        events = clients.events();
        changesReader = clients.changesReader();
        changeLogEnd = new ChangeLogEnd(changesReader, codec, topics.changes());
        this.codec = codec;
        this.topics = topics;
        this.epoch = log.epoch();
        ahead = new TransformAhead(some -> transformer.transform(some, this.epoch));
    }

    /** Settles what the session before may have left open, and joins the group. Once, before all else. */
    void join() {
        changes.initTransactions();
        events.subscribe(List.of(topics.events()), new Assignment());
    }

    /**
     * Reads events that there are, and writes what some of them do; waits a moment if there are none.
     *
     * @return how many events were done
     */
    int step() {
        // Polling on keeps the membership, but must not read further and further.
        if (ahead.isAhead()) {
            events.pause(events.assignment());
        } else {
            events.resume(events.paused());
        }
        events.poll(ahead.isEmpty() ? POLL : Duration.ZERO).forEach(ahead::add);
        if (ahead.isEmpty()) {
            return 0;
        }
        TransformAhead.Done done = ahead.next();
        if (!done.events().isEmpty()) {
            write(done.events(), done.transformed());
        }
        return done.events().size();
    }

    /** The partitions that this member has now. */
    Set<Integer> partitions() {
        Set<Integer> partitions = new HashSet<>();
        events.assignment().forEach(partition -> partitions.add(partition.partition()));
        return partitions;
    }

    /** Ends the wait of a {@link #step()} in another thread with a {@code WakeupException}. */
    void wakeup() {
        events.wakeup();
    }

    @Override
    public void close() {
        try (log;
                changesReader;
                ahead) {
            changes.close(Duration.ofSeconds(5));
        } finally {
            events.close(CloseOptions.groupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP));
        }
    }

    private void write(List<ConsumerRecord<byte[], byte[]>> slice, List<Transformed> transformed) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        changes.beginTransaction();
        for (int i = 0; i < slice.size(); i++) {
            ConsumerRecord<byte[], byte[]> event = slice.get(i);
            changes.send(new ProducerRecord<>(
                    topics.changes(),
                    event.partition(),
                    event.key(),
                    codec.encode(transformed.get(i).changeSet())));
            DeadLetter refusal = transformed.get(i).refusal();
            if (refusal != null) {
                changes.send(refusal.record(topics.deadLetters(), event));
            }
            offsets.put(new TopicPartition(event.topic(), event.partition()), done(event));
        }
        log.verify();
        changes.sendOffsetsToTransaction(offsets, events.groupMetadata());
        changes.commitTransaction();
        transformed.stream()
                .map(Transformed::refusal)
                .filter(Objects::nonNull)
                .forEach(refusal -> LOG.warnf(
                        "event refused: errorCode=%s topic=%s partition=%d offset=%d",
                        refusal.code(), refusal.topic(), refusal.partition(), refusal.offset()));
    }

    /** Says of which incarnation of the log the offset is. */
    private OffsetAndMetadata done(ConsumerRecord<?, ?> event) {
        return new OffsetAndMetadata(event.offset() + 1, Long.toString(epoch));
    }

    /** Begins each partition where the log of changes ends. */
    private final class Assignment implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
            if (assigned.isEmpty()) {
                return;
            }
            // Waits for what the partition's last owner has not settled yet; only then is the end of changes final.
            Map<TopicPartition, OffsetAndMetadata> committed = events.committed(Set.copyOf(assigned));
            Map<Integer, Position> written = changeLogEnd.read(
                    assigned.stream().map(TopicPartition::partition).toList());
            for (TopicPartition partition : assigned) {
                Position last = written.get(partition.partition());
                OffsetAndMetadata offset = committed.get(partition);
                if (last != null && last.epoch() == epoch) {
                    events.seek(partition, last.offset() + 1);
                } else if (last == null && offset != null && offset.metadata().equals(Long.toString(epoch))) {
                    events.seek(partition, offset);
                } else {
                    events.seekToBeginning(List.of(partition));
                }
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
            ahead.forget(revoked);
        }
    }
}
