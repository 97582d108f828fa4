package io.evenkeel.e2e.faults;

import static io.evenkeel.contract.store.Rows.key;
import static io.evenkeel.contract.store.Rows.text;

import io.evenkeel.contract.change.Condition;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.event.Event;
import io.evenkeel.contract.event.EventRecords;
import io.evenkeel.contract.store.Rows;
import io.evenkeel.contract.topic.Topics;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.ValueJson;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
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
                ProducerRecord<String, byte[]> record = upserted(installation.topics(), "large-" + i, row);
                last.merge(record.partition(), 0L, (before, none) -> before + 1);
                producer.send(record);
                rows++;
            }
            producer.flush();
        }
    }

    /** The event of a row that is its own root. */
    static ProducerRecord<String, byte[]> upserted(Topics topics, String id, Row row) {
        String entity = row.key().entity();
        String data = ValueJson.write(Rows.CATALOGUE.entity(entity), row).toString();
        Event event = new Event(
                id,
                "faults",
                Event.TYPE_PREFIX + entity + ".upserted",
                Instant.EPOCH,
                row.key(),
                null,
                Condition.NONE,
                data);
        return EventRecords.write(event, topics.events(), topics.partitions());
    }

    int rows() {
        return rows;
    }

    boolean isApplied(Stores stores, Backend store) {
        return last.entrySet().stream()
                .allMatch(partition -> stores.applied(store, partition.getKey()) == partition.getValue());
    }
}
