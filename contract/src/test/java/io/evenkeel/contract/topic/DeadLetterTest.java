package io.evenkeel.contract.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.contract.change.Position;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeadLetterTest {
    private static final String TOPIC = "evenkeel.dead-letters";
    private static final DeadLetter LETTER = letter("its owner never existed");

    @Test
    void keepsTheRefusedRecordWhole() {
        ConsumerRecord<byte[], byte[]> refused = refused(new byte[] {1, 2, 3});
        refused.headers().add("ce_id", utf8("e1"));

        ProducerRecord<byte[], byte[]> record = LETTER.record(TOPIC, refused);

        assertThat(record.value()).containsExactly(1, 2, 3);
        assertThat(record.key()).asString(StandardCharsets.UTF_8).isEqualTo(LETTER.key());
        assertThat(record.headers().lastHeader("ce_id").value()).isEqualTo(utf8("e1"));
        assertThat(DeadLetter.of(read(record))).isEqualTo(LETTER);
    }

    @Test
    void aRecordWithoutAValueDoesNotCloseItsLetter() {
        assertThat(LETTER.record(TOPIC, refused(null)).value()).isEmpty();
        assertThat(DeadLetter.closing(TOPIC, LETTER.key()).value()).isNull();
    }

    @Test
    void refusedAgainItHasOneReasonAndTheSameBytes() {
        DeadLetter again = LETTER.again("store-refused", "still not", Instant.EPOCH);

        ProducerRecord<byte[], byte[]> record =
                again.record(TOPIC, read(LETTER.record(TOPIC, refused(new byte[] {1, 2, 3}))));

        assertThat(record.value()).containsExactly(1, 2, 3);
        assertThat(record.headers()).hasSize(1);
        assertThat(DeadLetter.of(read(record))).isEqualTo(again);
        assertThat(again.key()).isEqualTo(LETTER.key());
    }

    @Test
    void cutsALongMessageBetweenCharacters() {
        String message =
                letter("x".repeat(DeadLetter.MAX_MESSAGE - 1) + "😀".repeat(10)).message();

        assertThat(message).hasSizeLessThan(DeadLetter.MAX_MESSAGE + 4).endsWith("x...");
        assertThat(letter(message).message()).hasSizeLessThan(DeadLetter.MAX_MESSAGE + 4);
    }

    @Test
    void saysWhatIsNoLetter() {
        assertThatThrownBy(() -> DeadLetter.of(refused(utf8("{}"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(DeadLetter.HEADER);
    }

    private static DeadLetter letter(String message) {
        return new DeadLetter(
                "sqlite",
                "orphan",
                message,
                "evenkeel.changes",
                2,
                7,
                new Position(1_000, 2, 3),
                "e1",
                "dev.evenkeel.documents.upserted",
                null,
                Instant.parse("2026-11-21T12:00:00Z"));
    }

    private static ConsumerRecord<byte[], byte[]> refused(byte @Nullable [] value) {
        return new ConsumerRecord<>("evenkeel.changes", 2, 7, null, value);
    }

    private static ConsumerRecord<byte[], byte[]> read(ProducerRecord<byte[], byte[]> record) {
        ConsumerRecord<byte[], byte[]> read = new ConsumerRecord<>(record.topic(), 0, 0, record.key(), record.value());
        Headers headers = read.headers();
        record.headers().forEach(headers::add);
        return read;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
