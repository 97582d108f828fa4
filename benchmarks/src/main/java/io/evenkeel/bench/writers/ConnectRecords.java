package io.evenkeel.bench.writers;

import io.debezium.data.Json;
import io.debezium.data.vector.DoubleVector;
import io.debezium.time.ZonedTimestamp;
import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.LogicalType;
import io.evenkeel.contract.value.Value;
import io.evenkeel.contract.value.Vector;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * Rows as Kafka Connect would hand them to a sink: key and value with schemas, in Debezium's logical types. To Debezium a
 * pgvector {@code vector} is a {@code DoubleVector}; a {@code FloatVector} would go through {@code halfvec} and lose digits.
 */
final class ConnectRecords {
    private final Entity entity = Corpus.CHUNKS;
    private final Schema key = SchemaBuilder.struct()
            .name("Key")
            .field(Entity.WORKSPACE_COLUMN, Schema.STRING_SCHEMA)
            .field(entity.key(), Schema.STRING_SCHEMA)
            .build();
    private final Schema value;

    ConnectRecords() {
        SchemaBuilder builder = SchemaBuilder.struct().name("Value").field("workspace_id", Schema.STRING_SCHEMA);
        for (Column column : entity.columns()) {
            builder.field(column.name(), schema(column.type()));
        }
        value = builder.field("source_epoch", Schema.INT64_SCHEMA)
                .field("source_partition", Schema.INT32_SCHEMA)
                .field("source_offset", Schema.INT64_SCHEMA)
                .build();
    }

    /** The records of a topic that is named like the table. */
    List<SinkRecord> of(List<SourcedRow> rows) {
        List<SinkRecord> records = new ArrayList<>(rows.size());
        for (SourcedRow row : rows) {
            String workspace = row.row().key().workspace();
            Struct id = new Struct(key)
                    .put(Entity.WORKSPACE_COLUMN, workspace)
                    .put(entity.key(), row.row().key().key());
            Struct fields = new Struct(value).put(Entity.WORKSPACE_COLUMN, workspace);
            for (int i = 0; i < entity.columns().size(); i++) {
                fields.put(
                        entity.columns().get(i).name(), plain(row.row().values().get(i)));
            }
            fields.put("source_epoch", row.position().epoch())
                    .put("source_partition", row.position().partition())
                    .put("source_offset", row.position().offset());
            records.add(new SinkRecord(
                    entity.name(),
                    row.position().partition(),
                    key,
                    id,
                    value,
                    fields,
                    row.position().offset()));
        }
        return records;
    }

    private static Schema schema(LogicalType type) {
        return switch (type) {
            case LogicalType.Text ignored -> Schema.OPTIONAL_STRING_SCHEMA;
            case LogicalType.Int64 ignored -> Schema.OPTIONAL_INT64_SCHEMA;
            case LogicalType.Timestamp ignored ->
                ZonedTimestamp.builder().optional().build();
            case LogicalType.Json ignored -> Json.builder().optional().build();
            case LogicalType.Vector ignored -> DoubleVector.builder().optional().build();
            default -> throw new IllegalArgumentException("the corpus has no " + type.label());
        };
    }

    private static @Nullable Object plain(Value value) {
        return switch (value) {
            case Value.Null ignored -> null;
            case Value.Text text -> text.text();
            case Value.Json json -> json.canonical();
            case Value.Int64 number -> number.number();
            case Value.Timestamp timestamp ->
                Instant.EPOCH.plus(timestamp.micros(), ChronoUnit.MICROS).toString();
            case Value.Embedding embedding -> boxed(embedding.vector());
            default -> throw new IllegalArgumentException("the corpus has no " + value);
        };
    }

    private static List<Double> boxed(Vector vector) {
        List<Double> components = new ArrayList<>(vector.dimensions());
        for (int i = 0; i < vector.dimensions(); i++) {
            components.add((double) vector.component(i));
        }
        return components;
    }
}
