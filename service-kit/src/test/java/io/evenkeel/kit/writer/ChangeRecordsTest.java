package io.evenkeel.kit.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.change.ChangeSet;
import io.evenkeel.contract.change.ChangeSetCodec;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.change.Verdict;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.ChangeBatch.Consumed;
import io.evenkeel.contract.store.Refusal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ChangeRecordsTest {
    private static final String TOPIC = "evenkeel.changes";

    private final ChangeRecords records =
            new ChangeRecords(Backend.SQLITE, new ChangeSetCodec(Catalogue.shipped()), Clock.systemUTC());

    /** Offsets have gaps, and are the same in several partitions. */
    @Test
    void aLetterHasTheRecordThatWasRefused() {
        ConsumerRecords<byte[], byte[]> polled = polled(List.of(4L, 6L, 7L, 90L), List.of(), List.of(6L));
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        polled.forEach(all::add);
        List<Refusal> refusals =
                all.reversed().stream().map(ChangeRecordsTest::refused).toList();

        assertThat(records.letters(refusals, polled))
                .extracting(WholeLetter::refused)
                .containsExactlyElementsOf(all.reversed());
    }

    @Test
    void whatWasNotPolledHasNoLetter() {
        ConsumerRecords<byte[], byte[]> polled = polled(List.of(4L, 6L));
        Refusal between = refused(new ConsumerRecord<>(TOPIC, 0, 5, null, null));
        assertThatThrownBy(() -> records.letters(List.of(between), polled)).hasMessageContaining("offset 5");
    }

    private static Refusal refused(ConsumerRecord<byte[], byte[]> record) {
        ChangeSet changeSet =
                ChangeSet.empty(new Position(1, record.partition(), record.offset()), "e", "test", "dev.evenkeel.test");
        return new Refusal(
                new Consumed(record.partition(), record.offset(), changeSet),
                new Verdict.Refused("orphan", "no owner"));
    }

    @SafeVarargs
    private static ConsumerRecords<byte[], byte[]> polled(List<Long>... offsets) {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
        for (int i = 0; i < offsets.length; i++) {
            int partition = i;
            records.put(
                    new TopicPartition(TOPIC, partition),
                    offsets[partition].stream()
                            .map(offset -> new ConsumerRecord<byte[], byte[]>(TOPIC, partition, offset, null, null))
                            .toList());
        }
        return new ConsumerRecords<>(records, Map.of());
    }
}
