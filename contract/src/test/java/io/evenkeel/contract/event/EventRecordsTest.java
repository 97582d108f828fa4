package io.evenkeel.contract.event;

import static io.evenkeel.contract.event.Events.accepted;
import static io.evenkeel.contract.event.Events.envelope;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.catalogue.SampleCatalogue;
import io.evenkeel.contract.topic.PartitionKey;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class EventRecordsTest {
    private static final EventGate GATE = Events.gate(SampleCatalogue.catalogue());

    @Test
    void anEventIsABinaryCloudEvent() {
        ProducerRecord<String, byte[]> record =
                EventRecords.write(page("sequence", "5", "ifabsent", "true"), "events", 12);
        assertThat(headers(record))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "ce_specversion", "1.0",
                        "ce_id", "e1",
                        "ce_source", "/app",
                        "ce_type", "dev.evenkeel.pages.upserted",
                        "ce_time", "2026-01-02T03:04:05.123456Z",
                        "ce_workspace", "wörk",
                        "ce_sequence", "5",
                        "ce_ifabsent", "true",
                        "ce_root", "b",
                        "content-type", "application/json"));
        assertThat(record.topic()).isEqualTo("events");
        assertThat(record.key()).isEqualTo("wörk/books/b");
        assertThat(record.partition()).isEqualTo(PartitionKey.partition("wörk/books/b", 12));
        assertThat(record.timestamp()).isNull();
        assertThat(new String(record.value(), StandardCharsets.UTF_8))
                .isEqualTo("{\"id\":\"p\",\"book_id\":\"b\",\"body\":\"x\"}");
    }

    @Test
    void whatIsWrittenIsReadAndPassesTheGateUnchanged() {
        for (Event event : new Event[] {
            page(),
            page("sequence", "-3", "ifabsent", "true"),
            page("ifmatch", "1:2:3"),
            event("books.upserted", "{'id':'b','title':'T'}"),
            event("books.deleted", "{'id':'b'}"),
            event("pages.deleted", "{'id':'p'}", "root", "b"),
            event("loans.deleted", "{'id':7}"),
            event("loans.deleted", "{'id':7}", "root", "b"),
            event("loans.upserted", "{'id':7}"),
            event("loans.upserted", "{'id':7,'book_id':'b'}"),
            event("marks.upserted", "{'id':'0b8e0f4e-6d1c-4f0e-9a53-1f1f2e3d4c5b','page_id':'p'}", "root", "b")
        }) {
            EventRecords.Record read = EventRecords.read(consumed(EventRecords.write(event, "events", 12)));
            EventRecords.Record.Arrived arrived = (EventRecords.Record.Arrived) read;
            assertThat(arrived.workspace()).isEqualTo("wörk");
            assertThat(accepted(GATE.check(arrived.envelope(), arrived.workspace()))
                            .get(0)
                            .event())
                    .isEqualTo(event);
        }
    }

    @Test
    void aRecordWithoutWorkspaceIsOfTheDefaultOne() {
        ProducerRecord<String, byte[]> record = EventRecords.write(page(), "events", 12);
        record.headers().remove("ce_workspace");
        assertThat(((EventRecords.Record.Arrived) EventRecords.read(consumed(record))).workspace())
                .isEqualTo("default");
    }

    @Test
    void recognisesBarriers() {
        ProducerRecord<String, byte[]> record = EventRecords.barrier("events", 3, "flip-7", Events.NOW);
        assertThat(record.key()).isNull();
        assertThat(record.partition()).isEqualTo(3);
        assertThat(EventRecords.read(consumed(record)))
                .isEqualTo(new EventRecords.Record.Barrier("flip-7/3", "flip-7"));
    }

    @Test
    void saysWhatIsWrongWithARecord() {
        ProducerRecord<String, byte[]> malformed = EventRecords.write(page(), "events", 12);
        assertThat(problem(consumed(malformed, "{".getBytes(StandardCharsets.UTF_8)))
                        .code())
                .isEqualTo("malformed-json");

        ProducerRecord<String, byte[]> structured = EventRecords.write(page(), "events", 12);
        structured
                .headers()
                .remove("content-type")
                .add("content-type", "application/cloudevents+json".getBytes(StandardCharsets.UTF_8));
        assertThat(problem(consumed(structured)).pointer()).isEqualTo("/datacontenttype");

        ProducerRecord<String, byte[]> garbled = EventRecords.write(page(), "events", 12);
        garbled.headers().add("ce_subject", new byte[] {(byte) 0xff});
        assertThat(problem(consumed(garbled)).code()).isEqualTo("invalid-utf8");
    }

    @Test
    void aRecordWithNothingInItIsRefusedByTheGate() {
        ConsumerRecord<String, byte[]> empty = new ConsumerRecord<>("events", 0, 0, null, null);
        EventRecords.Record.Arrived arrived = (EventRecords.Record.Arrived) EventRecords.read(empty);
        assertThat(Events.refused(GATE.check(arrived.envelope(), arrived.workspace())))
                .contains("missing-attribute /id", "missing-attribute /type");
    }

    private static Problem problem(ConsumerRecord<String, byte[]> record) {
        return ((EventRecords.Record.Refused) EventRecords.read(record)).problem();
    }

    private static Event page(String... attributes) {
        return event("pages.upserted", "{'id':'p','book_id':'b','body':'x'}", attributes);
    }

    private static Event event(String type, String data, String... attributes) {
        return accepted(GATE.check(envelope(type, data, attributes), "wörk"))
                .get(0)
                .event();
    }

    private static Map<String, String> headers(ProducerRecord<String, byte[]> record) {
        Map<String, String> headers = new TreeMap<>();
        record.headers()
                .forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        return headers;
    }

    private static ConsumerRecord<String, byte[]> consumed(ProducerRecord<String, byte[]> record) {
        return consumed(record, record.value());
    }

    private static ConsumerRecord<String, byte[]> consumed(ProducerRecord<String, byte[]> record, byte[] value) {
        return new ConsumerRecord<>(
                record.topic(),
                record.partition(),
                0,
                ConsumerRecord.NO_TIMESTAMP,
                TimestampType.LOG_APPEND_TIME,
                0,
                value.length,
                record.key(),
                value,
                new RecordHeaders(record.headers()),
                Optional.empty());
    }
}
