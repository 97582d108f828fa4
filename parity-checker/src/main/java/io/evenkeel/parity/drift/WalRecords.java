package io.evenkeel.parity.drift;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.change.StoredState;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.value.RowKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/** Reads what Debezium makes of Postgres' write-ahead log. Pure. */
final class WalRecords {
    private static final List<String> SOURCE = List.of("source_epoch", "source_partition", "source_offset");

    private final Catalogue catalogue;

    WalRecords(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** What a record of the WAL is. */
    sealed interface Change {
        /** Of one row. */
        record OfRow(RowChange change) implements Change {}

        /** Of a whole table, which was emptied. */
        record Truncated(Entity entity, Sighting sighting) implements Change {}
    }

    /** The columns of an entity's table that are read. */
    static List<String> columns(Entity entity) {
        List<String> columns = new ArrayList<>(List.of(Entity.WORKSPACE_COLUMN, entity.key()));
        columns.addAll(SOURCE);
        return columns;
    }

    /** What the record says; empty for heartbeats and the like. */
    Optional<Change> read(SourceRecord record) {
        if (!(record.value() instanceof Struct value)
                || value.schema().field("op") == null
                || value.schema().field("source") == null) {
            return Optional.empty();
        }
        Struct source = value.getStruct("source");
        if (source.schema().field("table") == null || source.getString("table") == null) {
            return Optional.empty();
        }
        Optional<Entity> entity = catalogue.find(source.getString("table"));
        String operation = operation(value.getString("op"));
        if (entity.isEmpty() || operation == null) {
            return Optional.empty();
        }
        Sighting sighting = new Sighting(
                Backend.SUPABASE,
                operation,
                LogSequenceNumber.valueOf(source.getInt64("lsn")).asString(),
                Instant.ofEpochMilli(source.getInt64("ts_ms")));
        return Optional.of(
                operation.equals(Sighting.TRUNCATE)
                        ? new Change.Truncated(entity.get(), sighting)
                        : new Change.OfRow(
                                row(entity.get(), value.getStruct("before"), value.getStruct("after"), sighting)));
    }

    private static RowChange row(Entity entity, @Nullable Struct before, @Nullable Struct after, Sighting sighting) {
        Struct image = after == null ? before : after;
        if (image == null) {
            throw new IllegalArgumentException("a change of " + entity.name() + " at " + sighting.place()
                    + " has neither the row before nor the row after it");
        }
        RowKey key = new RowKey(
                entity.name(),
                String.valueOf(image.get(Entity.WORKSPACE_COLUMN)),
                String.valueOf(image.get(entity.key())));
        return new RowChange(
                key, before == null ? null : position(before), after == null ? null : position(after), sighting);
    }

    private static Position position(Struct row) {
        Object[] source = SOURCE.stream().map(row::get).toArray();
        return source[0] instanceof Number epoch
                        && source[1] instanceof Number partition
                        && source[2] instanceof Number offset
                ? new Position(epoch.longValue(), partition.intValue(), offset.longValue())
                : StoredState.UNKNOWN_POSITION;
    }

    private static @Nullable String operation(String op) {
        return switch (op) {
            case "c" -> Sighting.INSERT;
            case "u" -> Sighting.UPDATE;
            case "d" -> Sighting.DELETE;
            case "t" -> Sighting.TRUNCATE;
            default -> null;
        };
    }
}
