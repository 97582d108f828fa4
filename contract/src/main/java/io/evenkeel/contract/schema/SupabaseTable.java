package io.evenkeel.contract.schema;

import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.ColumnDefault;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.LogicalType;
import java.util.ArrayList;
import java.util.List;

/**
 * One entity's table in Supabase. All text is {@code COLLATE "C"}: it sorts, and ILIKE folds case, as in SQLite.
 *
 * <p>The foreign key to the owner is a safety net; the writer deletes a subtree row by row, with a tombstone for each.
 */
final class SupabaseTable {
    private final Entity entity;
    private final SchemaOptions options;

    SupabaseTable(Entity entity, SchemaOptions options) {
        this.entity = entity;
        this.options = options;
    }

    List<String> statements() {
        List<String> statements = new ArrayList<>();
        statements.add(table());
        for (List<String> columns : Indexes.of(entity)) {
            statements.add("create index " + Sql.name(Sql.derived(entity.name(), columns, "idx")) + " on "
                    + Sql.name(entity.name()) + " (" + Sql.names(Indexes.withWorkspace(columns)) + ")");
        }
        for (Column column : entity.columns()) {
            if (column.type() instanceof LogicalType.TextArray) {
                statements.add("create index "
                        + Sql.name(Sql.derived(entity.name(), List.of(column.name()), "gin")) + " on "
                        + Sql.name(entity.name()) + " using gin (" + Sql.name(column.name()) + ")");
            }
        }
        VectorIndex.of(entity).forEach(index -> statements.add(index.create()));
        // A change or deletion that came past the log is only seen with all old values.
        statements.add("alter table " + Sql.name(entity.name()) + " replica identity full");
        return statements;
    }

    private String table() {
        List<String> parts = new ArrayList<>();
        entity.columns().forEach(column -> parts.add(column(column)));
        String workspace = Sql.name(Entity.WORKSPACE_COLUMN);
        String standard = Sql.text(Entity.DEFAULT_WORKSPACE);
        parts.add(workspace + " text collate \"C\" not null default " + standard);
        parts.add("\"source_epoch\" bigint");
        parts.add("\"source_partition\" integer");
        parts.add("\"source_offset\" bigint");
        parts.add("\"source_sequence\" bigint");
        parts.add(constraint("pkey", List.of()) + "primary key ("
                + Sql.names(Indexes.withWorkspace(List.of(entity.key()))) + ")");
        if (options.singleWorkspace()) {
            parts.add(constraint("unique", List.of(entity.key())) + "unique (" + Sql.name(entity.key()) + ")");
            parts.add(constraint("check", List.of(Entity.WORKSPACE_COLUMN)) + "check (" + workspace + " = " + standard
                    + ")");
        }
        var parent = entity.parent();
        if (parent != null) {
            parts.add(constraint("fkey", List.of(parent.column()))
                    + "foreign key (" + Sql.names(Indexes.withWorkspace(List.of(parent.column()))) + ") references "
                    + Sql.name(parent.entity()) + " on delete cascade");
        }
        for (Column column : entity.columns()) {
            if (column.type() instanceof LogicalType.Text text
                    && !text.allowed().isEmpty()) {
                parts.add(constraint("check", List.of(column.name())) + "check (" + Sql.name(column.name()) + " in ("
                        + Sql.texts(text.allowed()) + "))");
            }
        }
        return "create table " + Sql.name(entity.name()) + " (\n  " + String.join(",\n  ", parts) + "\n)" + storage();
    }

    /** A vector of usual length stays in its row, where reading it takes half as long; two such rows fit on a page. */
    private String storage() {
        boolean vectors = entity.columns().stream().anyMatch(column -> column.type() instanceof LogicalType.Vector);
        return vectors ? " with (toast_tuple_target = 4000)" : "";
    }

    private String constraint(String kind, List<String> columns) {
        String name = columns.isEmpty() ? entity.name() + "_" + kind : Sql.derived(entity.name(), columns, kind);
        return "constraint " + Sql.name(name) + " ";
    }

    private static String column(Column column) {
        StringBuilder sql =
                new StringBuilder(Sql.name(column.name())).append(' ').append(type(column.type()));
        if (!column.nullable()) {
            sql.append(" not null");
        }
        switch (column.defaultValue()) {
            case ColumnDefault.Constant constant -> sql.append(" default ").append(literal(column.type(), constant));
            case ColumnDefault.EventTime ignored -> sql.append(" default now()");
            case null -> {}
        }
        return sql.toString();
    }

    private static String type(LogicalType type) {
        return switch (type) {
            case LogicalType.Text ignored -> "text collate \"C\"";
            case LogicalType.Int64 ignored -> "bigint";
            case LogicalType.Float64 ignored -> "double precision";
            case LogicalType.Decimal ignored -> "numeric";
            case LogicalType.Bool ignored -> "boolean";
            case LogicalType.Uuid ignored -> "uuid";
            case LogicalType.Timestamp ignored -> "timestamptz";
            case LogicalType.Json ignored -> "jsonb";
            case LogicalType.TextArray ignored -> "text[] collate \"C\"";
            case LogicalType.Vector vector -> vector.label();
        };
    }

    private static String literal(LogicalType type, ColumnDefault.Constant constant) {
        return switch (type) {
            case LogicalType.Text ignored -> Sql.text(Constants.text(constant));
            case LogicalType.Uuid ignored -> Sql.text(Constants.text(constant));
            case LogicalType.Bool ignored -> Boolean.toString(Constants.bool(constant));
            case LogicalType.Int64 ignored -> constant.json();
            case LogicalType.Float64 ignored -> constant.json();
            case LogicalType.Decimal ignored -> Constants.decimal(constant);
            case LogicalType.Json ignored -> Sql.text(constant.json());
            case LogicalType.TextArray ignored -> array(Constants.elements(constant));
            case LogicalType.Timestamp ignored -> throw Constants.unexpected(type);
            case LogicalType.Vector ignored -> throw Constants.unexpected(type);
        };
    }

    private static String array(List<String> elements) {
        return elements.isEmpty() ? "'{}'" : "array[" + Sql.texts(elements) + "]";
    }
}
