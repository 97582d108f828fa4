package io.evenkeel.kit.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.topic.DeadLetter;
import io.evenkeel.contract.topic.Epochs;
import io.evenkeel.contract.topic.Topics;
import io.evenkeel.localstack.TestServers;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Letters into a real Kafka and back. */
class DeadLetterSinkIT {
    private static final Topics TOPICS = new Topics("dead-letter-sink-it", 1);
    private static final TopicPartition LETTERS = new TopicPartition(TOPICS.deadLetters(), 0);
    private static DeadLetterSink sink;
    private static RecordReader reader;
    private static long epoch;

    @BeforeAll
    static void open() {
        epoch = Epochs.open(TestServers.kafkaBootstrap(), TOPICS, (short) 1);
        sink = DeadLetterSink.open(TestServers.kafkaBootstrap(), TOPICS.deadLetters());
        reader = new RecordReader(TestServers.kafkaBootstrap());
    }

    @AfterAll
    static void close() {
        reader.close();
        sink.close();
    }

    @Test
    void keepsTheLargestChangeWhole() {
        byte[] largest = new byte[Topics.MAX_CHANGE_BYTES];
        new Random(11).nextBytes(largest);
        ConsumerRecord<byte[], byte[]> refused = new ConsumerRecord<>(TOPICS.changes(), 0, 5, null, largest);
        refused.headers().add("more", new byte[100_000]);
        DeadLetter letter = letter("x".repeat(DeadLetter.MAX_MESSAGE));

        sink.send(List.of(new WholeLetter(letter, refused)));

        ConsumerRecord<byte[], byte[]> read = reader.read(LETTERS, 0).orElseThrow();
        assertThat(read.value()).isEqualTo(largest);
        assertThat(DeadLetter.of(read)).isEqualTo(letter);
        sink.closeLetters(List.of(letter.key()));
        assertThat(reader.read(LETTERS, 1).orElseThrow().value()).isNull();
        assertThat(reader.read(LETTERS, 2)).as("beyond the end").isEmpty();
        assertThat(reader.read(LETTERS, -1)).isEmpty();
    }

    private static DeadLetter letter(String message) {
        return new DeadLetter(
                "sqlite",
                "store-refused",
                message,
                TOPICS.changes(),
                0,
                5,
                new Position(epoch, 0, 5),
                "e",
                "t",
                null,
                Instant.EPOCH);
    }
}
