package io.evenkeel.sqlite;

import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.LogicalType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** An entity's table, as the writer and the reader name it in SQL; the scanner has names of its own. */
final class EntityTable {
    /** The columns that say which event wrote a row. */
    static final List<String> SOURCE = List.of("source_epoch", "source_partition", "source_offset", "source_sequence");

    static final String WORKSPACE = quote(Entity.WORKSPACE_COLUMN);

    private final Entity entity;

    EntityTable(Entity entity) {
        this.entity = entity;
    }

    Entity entity() {
        return entity;
    }

    /** The quoted table name. */
    String name() {
        return quote(entity.sqliteTable());
    }

    /** The quoted key column. */
    String key() {
        return quote(entity.keyColumn().sqliteName());
    }

    /** The key as text, in the order of both stores. */
    String keyText() {
        return entity.keyColumn().type() instanceof LogicalType.Int64 ? "CAST(" + key() + " AS TEXT)" : key();
    }

    /** The quoted owner column, or {@code NULL}. */
    String parent() {
        var parent = entity.parent();
        return parent == null ? "NULL" : column(parent.column());
    }

    /** The quoted origin column, or {@code NULL}. */
    String origin() {
        String origin = entity.originColumn();
        return origin == null ? "NULL" : column(origin);
    }

    /** The quoted name of a content column, or of the workspace. */
    String column(String name) {
        if (name.equals(Entity.WORKSPACE_COLUMN)) {
            return WORKSPACE;
        }
        return quote(entity.column(name)
                .orElseThrow(() -> new IllegalArgumentException("entity " + entity.name() + " has no column " + name))
                .sqliteName());
    }

    /** All content columns, quoted, in catalogue order. */
    List<String> columns() {
        return entity.columns().stream()
                .map(Column::sqliteName)
                .map(EntityTable::quote)
                .toList();
    }

    /** {@code SELECT} of all content columns, up to and with {@code WHERE}. */
    String select() {
        return "SELECT " + String.join(", ", columns()) + " FROM " + name() + " WHERE ";
    }

    /** Inserts or replaces a row: workspace, content columns, source columns. */
    String upsert() {
        List<String> all = new ArrayList<>();
        all.add(WORKSPACE);
        all.addAll(columns());
        SOURCE.forEach(column -> all.add(quote(column)));
        String updates = all.stream()
                .filter(column -> !column.equals(WORKSPACE) && !column.equals(key()))
                .map(column -> column + " = excluded." + column)
                .collect(Collectors.joining(", "));
        return "INSERT INTO " + name() + " (" + String.join(", ", all) + ") VALUES ("
                + "?, ".repeat(all.size() - 1) + "?) ON CONFLICT (" + WORKSPACE + ", " + key() + ") DO UPDATE SET "
                + updates;
    }

    static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
