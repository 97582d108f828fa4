package io.evenkeel.supabase;

import static io.evenkeel.supabase.ColumnMapping.keyArray;
import static io.evenkeel.supabase.ColumnMapping.quoted;

import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.change.RowWrite;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The writer's statements on one entity's table. Each takes any number of rows, as an array for each column. */
final class EntityWrites {
    private final Entity entity;
    private final String table;
    private final String key;
    private final String wanted;
    private final String insert;
    private final String copy;
    private final String put;
    private final String remove;
    private final String raise;
    private final String find;

    EntityWrites(Entity entity) {
        this.entity = entity;
        table = "public." + quoted(entity.name());
        key = quoted(entity.key());
        wanted = "unnest(?::text[], ?" + keyArray(entity.keyColumn());
        List<String> columns = columns();
        insert = insertStatement(columns);
        copy = "COPY " + table + " (" + String.join(", ", columns) + ") FROM STDIN (FORMAT binary)";
        put = insert + " ON CONFLICT (workspace_id, " + key + ") DO UPDATE SET "
                + columns.stream()
                        .filter(name -> !name.equals("workspace_id") && !name.equals(key))
                        .map(name -> name + " = excluded." + name)
                        .collect(Collectors.joining(", "));
        String thisRow = " WHERE r.workspace_id = wanted.workspace_id AND r." + key + " = wanted.key";
        remove = "DELETE FROM " + table + " AS r USING " + wanted + ") AS wanted (workspace_id, key)" + thisRow;
        raise = "UPDATE " + table + " AS r SET source_sequence = wanted.sequence FROM " + wanted
                + ", ?::bigint[]) AS wanted (workspace_id, key, sequence)" + thisRow;
        find = "SELECT r.workspace_id, r." + key + ", " + state() + " FROM " + wanted
                + ") AS wanted (workspace_id, key) JOIN " + table
                + " AS r ON r.workspace_id = wanted.workspace_id AND r."
                + key + " = wanted.key";
    }

    Entity entity() {
        return entity;
    }

    /** Inserts rows that are new: parameters as for {@link #put}. */
    String insert() {
        return insert;
    }

    /** Copies rows that are new from {@link BinaryRows}. */
    String copy() {
        return copy;
    }

    /** The table, as it is written in statements. */
    String table() {
        return table;
    }

    /** The columns of a copied row, and the names of the types that they have to be of. */
    Map<String, String> copied() {
        Map<String, String> types = new LinkedHashMap<>();
        types.put(Entity.WORKSPACE_COLUMN, "text");
        entity.columns().forEach(column -> types.put(column.name(), ElementType.copied(column.type())));
        types.put("source_epoch", "int8");
        types.put("source_partition", "int4");
        types.put("source_offset", "int8");
        types.put("source_sequence", "int8");
        return types;
    }

    /**
     * Encodes a row in the order of {@link #put}'s parameters, which is that of a copied row's fields.
     *
     * @param next gives what the next value is added to
     * @throws RowRefusedException when a value is not of its column's type
     */
    void encode(RowWrite.Put put, Supplier<? extends BinaryValues> next) {
        next.get().add(put.key().workspace());
        List<Column> columns = entity.columns();
        for (int i = 0; i < columns.size(); i++) {
            ElementType.add(
                    next.get(), columns.get(i).type(), put.row().values().get(i));
        }
        encodeSource(put.position(), put.sequence(), next);
    }

    /** Encodes epoch, partition, offset and sequence. */
    static void encodeSource(Position position, @Nullable Long sequence, Supplier<? extends BinaryValues> next) {
        next.get().add(position.epoch());
        next.get().addInt(position.partition());
        next.get().add(position.offset());
        BinaryValues last = next.get();
        if (sequence == null) {
            last.addNull();
        } else {
            last.add(sequence);
        }
    }

    /** Inserts or replaces rows: workspaces, the content columns in order, then epochs, partitions, offsets, sequences. */
    String put() {
        return put;
    }

    /** Deletes rows: workspaces, keys. */
    String remove() {
        return remove;
    }

    /** Sets sequences: workspaces, keys, sequences. */
    String raise() {
        return raise;
    }

    /** Selects workspace, key, the source columns, owner and origin of rows: workspaces, keys. */
    String find() {
        return find;
    }

    /** As {@link #find}, of the rows that are owned by others: workspaces, owners' keys. */
    String findChildren(Column owner) {
        return "SELECT r.workspace_id, r." + key + ", " + state() + " FROM unnest(?::text[], ?" + keyArray(owner)
                + ") AS wanted (workspace_id, key) JOIN " + table
                + " AS r ON r.workspace_id = wanted.workspace_id AND r."
                + quoted(owner.name()) + " = wanted.key";
    }

    private String state() {
        var parent = entity.parent();
        String owner = parent == null ? "NULL" : "r." + quoted(parent.column());
        String origin = entity.originColumn() == null ? "NULL" : "r." + quoted(entity.originColumn());
        return "r.source_epoch, r.source_partition, r.source_offset, r.source_sequence, " + owner + "::text, " + origin
                + "::text";
    }

    private List<String> columns() {
        List<String> names = new ArrayList<>(List.of("workspace_id"));
        entity.columns().forEach(column -> names.add(quoted(column.name())));
        names.addAll(List.of(EntitySql.SOURCE_COLUMNS.split(", ", -1)));
        return names;
    }

    /** Arrays are taken apart in the select list, which streams; in the FROM clause they would all be spooled first. */
    private String insertStatement(List<String> columns) {
        List<String> values = new ArrayList<>(List.of("unnest(?::text[])"));
        entity.columns().forEach(column -> values.add(ElementType.unnested(column.type())));
        values.addAll(List.of("unnest(?::bigint[])", "unnest(?::int[])", "unnest(?::bigint[])", "unnest(?::bigint[])"));
        return "INSERT INTO " + table + " (" + String.join(", ", columns) + ") SELECT " + String.join(", ", values);
    }
}
