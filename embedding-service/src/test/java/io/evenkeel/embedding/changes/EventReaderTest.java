package io.evenkeel.embedding.changes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.evenkeel.contract.event.Event;
import io.evenkeel.contract.event.EventEnvelope;
import io.evenkeel.contract.event.EventGate;
import io.evenkeel.contract.event.EventRecords;
import io.evenkeel.contract.event.GateResult;
import io.evenkeel.contract.event.Trap;
import io.evenkeel.contract.event.ValuesPack;
import io.evenkeel.contract.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventReaderTest {
    private static final Topics TOPICS = new Topics("evenkeel", 12);
    private static final EventGate GATE = new EventGate(Sample.CATALOGUE, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));

    private final EventReader reader = new EventReader(GATE, TOPICS);

    @Test
    void acceptsWhatIngestWrites() {
        Event event = tag("d1");
        assertThat(reader.read(arrived(EventRecords.write(event, TOPICS.events(), 12))))
                .isInstanceOfSatisfying(
                        EventReading.Accepted.class,
                        accepted -> assertThat(accepted.event()).isEqualTo(event));
    }

    @Test
    void refusesAWrongKey() {
        ProducerRecord<String, byte[]> written = EventRecords.write(tag("d1"), TOPICS.events(), 12);
        assertThat(reader.read(record(written, "default/documents/d2", written.partition())))
                .isInstanceOfSatisfying(EventReading.Refused.class, refused -> {
                    assertThat(refused.code()).isEqualTo("wrong-key");
                    assertThat(refused.message()).contains("'default/documents/d1'");
                    assertThat(refused.root()).isEqualTo("default/documents/d1");
                    assertThat(refused.eventId()).isEqualTo("e1");
                });
        assertThat(reader.read(record(written, null, written.partition())))
                .isInstanceOfSatisfying(
                        EventReading.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo("wrong-key"));
    }

    @Test
    void refusesAWrongPartition() {
        ProducerRecord<String, byte[]> written = EventRecords.write(tag("d1"), TOPICS.events(), 12);
        assertThat(reader.read(record(written, written.key(), (written.partition() + 1) % 12)))
                .isInstanceOfSatisfying(
                        EventReading.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo("wrong-partition"));
    }

    @Test
    void refusesWhatTheGateRefuses() {
        ProducerRecord<String, byte[]> written = EventRecords.write(tag("d1"), TOPICS.events(), 12);
        ProducerRecord<String, byte[]> broken = new ProducerRecord<>(
                written.topic(),
                written.partition(),
                null,
                written.key(),
                "{\"id\": 1}".getBytes(StandardCharsets.UTF_8),
                written.headers());
        assertThat(reader.read(arrived(broken))).isInstanceOfSatisfying(EventReading.Refused.class, refused -> {
            assertThat(refused.eventId()).isEqualTo("e1");
            assertThat(refused.eventType()).isEqualTo("dev.evenkeel.tags.upserted");
            assertThat(refused.message()).contains("/data/");
        });
    }

    @ParameterizedTest
    @EnumSource
    void refusesEveryTrapThatIsWrittenStraightToKafka(Trap trap) {
        EventReader values = new EventReader(
                new EventGate(ValuesPack.catalogue(), Clock.fixed(Instant.EPOCH, ZoneOffset.UTC)), TOPICS);
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(TOPICS.events(), 0, "any", trap.data());
        trap.attributes().forEach((name, value) -> record.headers().add("ce_" + name, bytes(value)));
        assertThat(values.read(arrived(record))).isInstanceOfSatisfying(EventReading.Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo(trap.code().slug());
            assertThat(refused.message()).startsWith(trap.pointer() + ": ").contains("; ");
        });
    }

    @Test
    void refusesAKeyThatIsNotUtf8() {
        Event event = tag("\uFFFD");
        ProducerRecord<String, byte[]> written = EventRecords.write(event, TOPICS.events(), 12);
        byte[] key = "default/documents/?".getBytes(StandardCharsets.UTF_8);
        key[key.length - 1] = (byte) 0xff;
        ConsumerRecord<byte[], byte[]> sound = arrived(written);
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                sound.topic(),
                sound.partition(),
                0,
                0,
                TimestampType.CREATE_TIME,
                0,
                0,
                key,
                sound.value(),
                sound.headers(),
                java.util.Optional.empty());
        assertThat(reader.read(sound)).isInstanceOf(EventReading.Accepted.class);
        assertThat(reader.read(record))
                .isInstanceOfSatisfying(
                        EventReading.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo("wrong-key"));
    }

    @Test
    void refusesWhatIsNoEvent() {
        ProducerRecord<String, byte[]> noise =
                new ProducerRecord<>(TOPICS.events(), 0, "key", "noise".getBytes(StandardCharsets.UTF_8));
        assertThat(reader.read(arrived(noise))).isInstanceOf(EventReading.Refused.class);
        assertThat(reader.read(arrived(new ProducerRecord<>(TOPICS.events(), 0, "key", null))))
                .isInstanceOf(EventReading.Refused.class);
    }

    @Test
    void refusesADocumentThatBringsItsArtifactStraightToKafka() {
        EventEnvelope document = envelope(Event.DOCUMENT_INGESTED, Map.of(), """
                {"id": "d1", "path": "/d1", "type": "pdf",
                 "artifact": {"id": "a1", "filename": "f", "filepath": "/f", "filetype": "pdf"}}
                """);
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(
                TOPICS.events(),
                0,
                "default/documents/d1",
                bytes(document.data().toString()));
        document.attributes().forEach((name, value) -> record.headers().add("ce_" + name, bytes(value)));
        assertThat(reader.read(arrived(record)))
                .isInstanceOfSatisfying(
                        EventReading.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo("artifact-in-document"));
    }

    @Test
    void knowsABarrier() {
        assertThat(reader.read(arrived(EventRecords.barrier(TOPICS.events(), 3, "flip-7", Instant.EPOCH))))
                .isEqualTo(new EventReading.Barrier("flip-7/3", Event.BARRIER, "flip-7"));
    }

    static Event tag(String document) {
        EventEnvelope envelope = envelope(
                "dev.evenkeel.tags.upserted",
                Map.of(),
                "{\"id\": \"t1\", \"document_id\": \"" + document + "\", \"tag\": \"urgent\"}");
        return ((GateResult.Accepted) GATE.check(envelope, "default"))
                .events()
                .getFirst()
                .event();
    }

    static EventEnvelope envelope(String type, Map<String, String> more, String data) {
        var attributes = new java.util.HashMap<>(more);
        attributes.putAll(Map.of("specversion", "1.0", "id", "e1", "source", "test", "type", type));
        try {
            return new EventEnvelope(attributes, new ObjectMapper().readTree(data));
        } catch (com.fasterxml.jackson.core.JsonProcessingException malformed) {
            throw new IllegalArgumentException(malformed);
        }
    }

    private static ConsumerRecord<byte[], byte[]> arrived(ProducerRecord<String, byte[]> written) {
        return record(written, written.key(), written.partition());
    }

    private static ConsumerRecord<byte[], byte[]> record(
            ProducerRecord<String, byte[]> written, String key, int partition) {
        return new ConsumerRecord<>(
                written.topic(),
                partition,
                0,
                0,
                TimestampType.CREATE_TIME,
                0,
                0,
                key == null ? null : bytes(key),
                written.value(),
                new RecordHeaders(written.headers()),
                java.util.Optional.empty());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
