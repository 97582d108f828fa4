package io.evenkeel.e2e.faults;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.change.Condition;
import io.evenkeel.contract.event.Event;
import io.evenkeel.contract.event.EventRecords;
import io.evenkeel.contract.value.CanonicalJson;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.Value;
import io.evenkeel.contract.value.ValueJson;
import io.evenkeel.contract.value.Vector;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Rows of every logical type, with children, that come through the log once and are then left alone by the load. */
final class Specimens implements AutoCloseable {
    /** The pack that they are of. */
    static final Path PACK = Path.of("src/test/resources/io/evenkeel/e2e/faults/specimens.yaml");

    static final Catalogue CATALOGUE = Catalogue.load(List.of(PACK));
    static final Entity SPECIMENS = CATALOGUE.entity("specimens");
    static final Entity SLICES = CATALOGUE.entity("slices");

    private final Installation installation;
    private final KafkaProducer<String, byte[]> producer;
    private int events;

    Specimens(Installation installation) {
        this.installation = installation;
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", installation.servers().kafkaAddress(), "acks", "all"),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /** A row in which every least change can be made. */
    static Row specimen(String id, Random random) {
        int number = random.nextInt();
        Map<String, Value> values = Map.ofEntries(
                Map.entry("id", new Value.Text(id)),
                Map.entry("label", new Value.Text("Caf\u00e9 " + number)),
                Map.entry("a_text", new Value.Text("text " + number)),
                Map.entry("an_empty_text", new Value.Text("")),
                Map.entry("a_number", new Value.Int64(random.nextInt())),
                Map.entry("a_float", new Value.Float64(random.nextDouble())),
                Map.entry("a_decimal", new Value.Decimal(BigDecimal.valueOf(2L * random.nextInt(1_000) + 1, 3))),
                Map.entry("a_flag", new Value.Bool(random.nextBoolean())),
                Map.entry("a_uuid", new Value.Uuid(new UUID(random.nextLong(), random.nextLong()))),
                Map.entry("a_time", new Value.Timestamp(random.nextLong(2_000_000_000_000_000L))),
                Map.entry("a_json", json(number)),
                Map.entry("an_array", new Value.TextArray(List.of("one", "two", Integer.toString(number)))),
                Map.entry("a_vector", new Value.Embedding(vector(random))));
        return row(SPECIMENS, id, values);
    }

    static Value.Json json(long number) {
        return new Value.Json(CanonicalJson.canonicalise("{\"number\":" + number + ",\"list\":[1,{}],\"a\":null}")
                .orElseThrow());
    }

    /** A child of a specimen. */
    static Row slice(String id, String specimen, Random random) {
        return row(
                SLICES,
                id,
                Map.of(
                        "id", new Value.Uuid(UUID.fromString(id)),
                        "specimen_id", new Value.Text(specimen),
                        "a_text", new Value.Text("slice " + random.nextInt())));
    }

    /** Sends rows as events, and waits until Kafka has them. */
    void send(List<Row> rows) {
        rows.forEach(row -> {
            Entity entity = CATALOGUE.entity(row.key().entity());
            RowKey root = row.parent(CATALOGUE).orElse(row.key());
            send(entity.name() + ".upserted", root, ValueJson.write(entity, row));
        });
        producer.flush();
    }

    /** Deletes a child by an event. */
    void delete(RowKey slice, RowKey specimen) {
        send("slices.deleted", specimen, JsonNodeFactory.instance.objectNode().put("id", slice.key()));
        producer.flush();
    }

    @Override
    public void close() {
        producer.close();
    }

    private void send(String type, RowKey root, ObjectNode data) {
        Event event = new Event(
                "specimens-" + events++,
                "specimens",
                Event.TYPE_PREFIX + type,
                Instant.now(),
                root,
                null,
                Condition.NONE,
                data.toString());
        try {
            producer.send(EventRecords.write(event, installation.topics().events(), Installation.PARTITIONS))
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Row row(Entity entity, String id, Map<String, Value> values) {
        return new Row(
                new RowKey(entity.name(), Entity.DEFAULT_WORKSPACE, id),
                entity.columns().stream()
                        .map(column -> values.getOrDefault(column.name(), Value.NULL))
                        .toList());
    }

    private static Vector vector(Random random) {
        return Vector.of(random.nextFloat() + 1, -random.nextFloat() - 1, random.nextFloat());
    }
}
