package io.evenkeel.e2e.faults;

import static io.evenkeel.contract.store.Rows.key;
import static io.evenkeel.contract.store.Rows.text;

import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.event.Event;
import io.evenkeel.contract.event.EventRecords;
import io.evenkeel.contract.store.Rows;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.ValueJson;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A log of large events, written before anybody reads it: each nearly as large as an event may be. */
final class Backlog {
    private static final String CONTENT = "0123456789abcdef".repeat(60_000);

    private final Installation installation;
    private final Map<Integer, Long> last = new HashMap<>();
    private int rows;

    Backlog(Installation installation) {
        this.installation = installation;
    }

    void write(int megabytes) {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", installation.servers().kafkaAddress(), "max.request.size", 2 << 20),
                new StringSerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < megabytes; i++) {
                Row row = Rows.row(key("chat_sessions", "large" + i), Map.of("title", text(CONTENT)));
                Event event = new Event(
                        "large-" + i,
                        "faults",
                        Event.TYPE_PREFIX + "chat_sessions.upserted",
                        Instant.EPOCH,
                        row.key(),
                        null,
                        false,
                        ValueJson.write(Rows.CATALOGUE.entity("chat_sessions"), row)
                                .toString());
                var record = EventRecords.write(
                        event,
                        installation.topics().events(),
                        installation.topics().partitions());
                last.merge(record.partition(), 0L, (before, none) -> before + 1);
                producer.send(record);
                rows++;
            }
            producer.flush();
        }
    }

    int rows() {
        return rows;
    }

    boolean isApplied(Stores stores, Backend store) {
        return last.entrySet().stream()
                .allMatch(partition -> stores.applied(store, partition.getKey()) == partition.getValue());
    }
}
