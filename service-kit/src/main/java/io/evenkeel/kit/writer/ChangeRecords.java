package io.evenkeel.kit.writer;

import io.evenkeel.contract.change.ChangeSet;
import io.evenkeel.contract.change.ChangeSetCodec;
import io.evenkeel.contract.change.MalformedChangeSetException;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.ChangeBatch;
import io.evenkeel.contract.store.ChangeBatch.Consumed;
import io.evenkeel.contract.store.Refusal;
import io.evenkeel.contract.topic.DeadLetter;
import io.evenkeel.contract.value.RowKey;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.jspecify.annotations.Nullable;

/** Records of {@code evenkeel.changes} as a batch, and what cannot be applied as dead letters. */
final class ChangeRecords {
    private static final String UNKNOWN = "unknown";

    private final Backend store;
    private final ChangeSetCodec codec;
    private final Clock clock;

    /**
     * @param batch what can be decoded; its positions pass the rest too
     * @param malformed what cannot
     */
    record Read(ChangeBatch batch, List<WholeLetter> malformed) {}

    ChangeRecords(Backend store, ChangeSetCodec codec, Clock clock) {
        this.store = store;
        this.codec = codec;
        this.clock = clock;
    }

    /**
     * Decodes what was polled.
     *
     * @param records with the consumer's position after them
     * @param epoch the log's
     * @throws OtherLogException when there is a change set of another incarnation of the log
     */
    Read read(ConsumerRecords<byte[], byte[]> records, long epoch) {
        List<Consumed> decoded = new ArrayList<>(records.count());
        List<WholeLetter> malformed = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> found : records) {
            try {
                decoded.add(decode(found, epoch));
            } catch (MalformedChangeSetException unreadable) {
                malformed.add(letter(found, epoch, unreadable));
            }
        }
        Map<Integer, Long> next = new HashMap<>();
        records.nextOffsets().forEach((partition, after) -> next.put(partition.partition(), after.offset()));
        return new Read(new ChangeBatch(decoded, next), malformed);
    }

    private Consumed decode(ConsumerRecord<byte[], byte[]> found, long epoch) {
        byte @Nullable [] value = found.value();
        if (value == null) {
            throw new MalformedChangeSetException("the record has no value");
        }
        ChangeSet changeSet = codec.decode(value);
        if (changeSet.position().epoch() != epoch) {
            throw new OtherLogException("topic " + found.topic() + ", partition " + found.partition() + ", offset "
                    + found.offset() + " belongs to the log of epoch "
                    + changeSet.position().epoch() + ", not of epoch " + epoch);
        }
        return new Consumed(found.partition(), found.offset(), changeSet);
    }

    private WholeLetter letter(ConsumerRecord<byte[], byte[]> found, long epoch, MalformedChangeSetException why) {
        DeadLetter letter = new DeadLetter(
                store.label(),
                "malformed-change-set",
                why.getMessage() == null ? "not a change set" : why.getMessage(),
                found.topic(),
                found.partition(),
                found.offset(),
                new Position(epoch, found.partition(), -1),
                UNKNOWN,
                UNKNOWN,
                null,
                clock.instant());
        return new WholeLetter(letter, found);
    }

    /** Refusals of what was polled as dead letters. */
    List<WholeLetter> letters(List<Refusal> refusals, ConsumerRecords<byte[], byte[]> polled) {
        Map<Integer, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
        polled.partitions().forEach(partition -> records.put(partition.partition(), polled.records(partition)));
        List<WholeLetter> letters = new ArrayList<>(refusals.size());
        for (Refusal refusal : refusals) {
            Consumed consumed = refusal.consumed();
            List<ConsumerRecord<byte[], byte[]>> among = records.getOrDefault(consumed.partition(), List.of());
            letters.add(letter(refusal, at(consumed.offset(), among)));
        }
        return letters;
    }

    /** Of a partition's records, which are in the order of their offsets. */
    private static ConsumerRecord<byte[], byte[]> at(long offset, List<ConsumerRecord<byte[], byte[]>> records) {
        int from = 0;
        int to = records.size();
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (records.get(middle).offset() < offset) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        if (from == records.size() || records.get(from).offset() != offset) {
            throw new IllegalArgumentException("offset " + offset + " was refused, but not polled");
        }
        return records.get(from);
    }

    private WholeLetter letter(Refusal refusal, ConsumerRecord<byte[], byte[]> found) {
        Consumed consumed = refusal.consumed();
        RowKey root = consumed.changeSet().root();
        DeadLetter letter = new DeadLetter(
                store.label(),
                refusal.verdict().code(),
                refusal.verdict().message(),
                found.topic(),
                consumed.partition(),
                consumed.offset(),
                consumed.changeSet().position(),
                consumed.changeSet().eventId(),
                consumed.changeSet().eventType(),
                root == null ? null : root.toString(),
                clock.instant());
        return new WholeLetter(letter, found);
    }
}
