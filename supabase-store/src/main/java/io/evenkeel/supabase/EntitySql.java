package io.evenkeel.supabase;

import static io.evenkeel.supabase.ColumnMapping.keyArray;
import static io.evenkeel.supabase.ColumnMapping.parameter;
import static io.evenkeel.supabase.ColumnMapping.quoted;

import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.LogicalType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The statements of the writer and the reader on one entity's table. */
final class EntitySql {
    /** The columns of the last change, on every table and on tombstones. */
    static final String SOURCE_COLUMNS = "source_epoch, source_partition, source_offset, source_sequence";

    private final Entity entity;
    private final String table;
    private final String key;
    private final String put;
    private final String remove;
    private final String raise;
    private final String find;
    private final String selected;

    EntitySql(Entity entity) {
        this.entity = entity;
        table = "public." + quoted(entity.name());
        key = quoted(entity.key());
        put = putStatement();
        String thisRow = " WHERE workspace_id = $1::text AND " + key + " = "
                + parameter(entity.keyColumn().type(), 2);
        remove = "DELETE FROM " + table + thisRow;
        raise = "UPDATE " + table + " SET source_sequence = $3::bigint" + thisRow;
        find = "SELECT r.workspace_id, r." + key + ", " + state() + " FROM unnest($1::text[], $2"
                + keyArray(entity.keyColumn()) + ") AS wanted (workspace_id, key) JOIN " + table
                + " AS r ON r.workspace_id = wanted.workspace_id AND r." + key + " = wanted.key";
        selected = entity.columns().stream().map(ColumnMapping::selected).collect(Collectors.joining(", "));
    }

    Entity entity() {
        return entity;
    }

    /** The qualified, quoted table. */
    String table() {
        return table;
    }

    /** The quoted key column. */
    String key() {
        return key;
    }

    /** The select list of all content columns, in catalogue order, as {@link ColumnMapping#read} reads them. */
    String selected() {
        return selected;
    }

    /** Inserts or replaces a row: workspace, the content columns in order, then epoch, partition, offset, sequence. */
    String put() {
        return put;
    }

    /** Deletes a row: workspace, key. */
    String remove() {
        return remove;
    }

    /** Sets the sequence: workspace, key, sequence. */
    String raise() {
        return raise;
    }

    /** Selects workspace, key, the source columns, owner and origin of rows: workspaces, keys. */
    String find() {
        return find;
    }

    /** As {@link #find}, of the rows that are owned by others: workspaces, owners' keys. */
    String findChildren(Column owner) {
        String column = quoted(owner.name());
        return "SELECT r.workspace_id, r." + key + ", " + state() + " FROM unnest($1::text[], $2" + keyArray(owner)
                + ") AS wanted (workspace_id, key) JOIN " + table
                + " AS r ON r.workspace_id = wanted.workspace_id AND r." + column + " = wanted.key";
    }

    /** The expression that rows are ordered by: keys compared as their text's bytes. */
    String keyOrder() {
        return switch (entity.keyColumn().type()) {
            case LogicalType.Uuid ignored -> key;
            case LogicalType.Text ignored -> key + " COLLATE \"C\"";
            default -> key + "::text COLLATE \"C\"";
        };
    }

    /** The type of {@link #keyOrder}. */
    LogicalType keyOrderType() {
        return entity.keyColumn().type() instanceof LogicalType.Uuid uuid ? uuid : new LogicalType.Text(Set.of());
    }

    private String state() {
        var parent = entity.parent();
        String owner = parent == null ? "NULL" : "r." + quoted(parent.column());
        String origin = entity.originColumn() == null ? "NULL" : "r." + quoted(entity.originColumn());
        return "r.source_epoch, r.source_partition, r.source_offset, r.source_sequence, " + owner + "::text, " + origin
                + "::text";
    }

    private String putStatement() {
        List<String> names = new ArrayList<>(List.of("workspace_id"));
        List<String> values = new ArrayList<>(List.of("$1::text"));
        for (Column column : entity.columns()) {
            names.add(quoted(column.name()));
            values.add(parameter(column.type(), names.size()));
        }
        for (String source : SOURCE_COLUMNS.split(", ", -1)) {
            names.add(source);
            values.add("$" + names.size() + (source.equals("source_partition") ? "::int" : "::bigint"));
        }
        String replaced = names.stream()
                .filter(name -> !name.equals("workspace_id") && !name.equals(key))
                .map(name -> name + " = excluded." + name)
                .collect(Collectors.joining(", "));
        return "INSERT INTO " + table + " (" + String.join(", ", names) + ") VALUES (" + String.join(", ", values)
                + ") ON CONFLICT (workspace_id, " + key + ") DO UPDATE SET " + replaced;
    }
}
