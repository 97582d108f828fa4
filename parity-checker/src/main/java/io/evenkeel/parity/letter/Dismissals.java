package io.evenkeel.parity.letter;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evenkeel.contract.store.StoreUnavailableException;
import io.evenkeel.contract.topic.Topics;
import io.evenkeel.kit.writer.DeadLetterSink;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Closes letters that nobody is going to replay. Who, when and why goes to the control history first, with what the letter
 * said, under the key {@code dead-letter/<key>}. Thread-safe.
 */
final class Dismissals implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String history;
    private final KafkaProducer<String, String> producer;
    private final DeadLetterSink sink;
    private final Clock clock;

    Dismissals(String bootstrapServers, Topics topics, Clock clock) {
        this.history = topics.controlHistory();
        this.producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        10_000,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        5_000,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        10_000),
                new StringSerializer(),
                new StringSerializer());
        this.sink = DeadLetterSink.open(bootstrapServers, topics.deadLetters());
        this.clock = clock;
    }

    /**
     * Dismisses letters.
     *
     * @param by who asks
     * @param reason why
     * @throws StoreUnavailableException when Kafka does not answer; some may be recorded, or closed
     */
    void dismiss(List<OpenLetter> letters, String by, String reason) {
        try {
            List<Future<?>> recorded = new ArrayList<>(letters.size());
            for (OpenLetter open : letters) {
                String key = open.letter().key();
                recorded.add(producer.send(
                        new ProducerRecord<>(history, 0, "dead-letter/" + key, record(open, by, reason))));
            }
            for (Future<?> acknowledgement : recorded) {
                acknowledgement.get();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("interrupted while writing to " + history, interrupted);
        } catch (ExecutionException | KafkaException failed) {
            throw new StoreUnavailableException("dismissals cannot be recorded in " + history, failed);
        }
        sink.closeLetters(letters.stream().map(open -> open.letter().key()).toList());
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
        sink.close();
    }

    private String record(OpenLetter open, String by, String reason) {
        ObjectNode dismissal = JSON.createObjectNode();
        dismissal.put("dismissed", open.letter().key());
        dismissal.put("by", by);
        dismissal.put("reason", reason);
        dismissal.put("at", clock.instant().toString());
        dismissal.put("store", open.letter().store());
        dismissal.put("code", open.letter().code());
        dismissal.put("message", open.letter().message());
        dismissal.put("position", open.letter().position().toString());
        dismissal.put("eventId", open.letter().eventId());
        return dismissal.toString();
    }
}
