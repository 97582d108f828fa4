package io.evenkeel.contract.schema;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.ColumnDefault;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.LogicalType;
import java.util.ArrayList;
import java.util.List;

/**
 * The tables of SQLite. They are {@code STRICT}, because SQLite would otherwise keep a text in a number's place. There are
 * no foreign keys: the log says what is deleted, and in what order rows arrive.
 *
 * <p>Physical types: text, decimal, uuid, json and arrays (as canonical JSON) are TEXT; int64, bool (0 or 1) and timestamp
 * (microseconds since 1970) are INTEGER; float64 is REAL; a vector is a BLOB of little-endian float32.
 */
public final class SqliteSchema {
    /** How far the store has come, one row a topic and partition. */
    private static final String POSITION = """
            CREATE TABLE IF NOT EXISTS "evenkeel_position" (
              "topic" TEXT NOT NULL,
              "partition" INTEGER NOT NULL,
              "next_offset" INTEGER NOT NULL,
              "applied_offset" INTEGER NOT NULL,
              "epoch" INTEGER NOT NULL,
              PRIMARY KEY ("topic", "partition")
            ) STRICT, WITHOUT ROWID""";

    /** Which rows were deleted, by which event. */
    private static final String TOMBSTONE = """
            CREATE TABLE IF NOT EXISTS "evenkeel_tombstone" (
              "entity" TEXT NOT NULL,
              "workspace_id" TEXT NOT NULL,
              "key" TEXT NOT NULL,
              "epoch" INTEGER NOT NULL,
              "partition" INTEGER NOT NULL,
              "offset" INTEGER NOT NULL,
              "sequence" INTEGER,
              PRIMARY KEY ("entity", "workspace_id", "key")
            ) STRICT, WITHOUT ROWID""";

    /** What made the vectors, and how many change sets with such vectors each partition has brought. */
    private static final String EMBEDDING_MODEL = """
            CREATE TABLE IF NOT EXISTS "evenkeel_embedding_model" (
              "model" TEXT NOT NULL,
              "engine" TEXT NOT NULL,
              "optimisation" TEXT NOT NULL,
              "device" TEXT NOT NULL,
              "partition" INTEGER NOT NULL,
              "change_sets" INTEGER NOT NULL,
              "last_epoch" INTEGER NOT NULL,
              "last_offset" INTEGER NOT NULL,
              PRIMARY KEY ("model", "engine", "optimisation", "device", "partition")
            ) STRICT, WITHOUT ROWID""";

    /** Microseconds, from a clock that every SQLite has; milliseconds fine. */
    static final String NOW = "(CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) * 1000)";

    private SqliteSchema() {}

    /** The statements that create what is missing, in order; running them again changes nothing. */
    public static List<String> statements(Catalogue catalogue) {
        return statements(catalogue, SchemaOptions.DEFAULT);
    }

    /** The same, for an installation with options. */
    public static List<String> statements(Catalogue catalogue, SchemaOptions options) {
        List<String> statements = new ArrayList<>();
        for (Entity entity : catalogue.entities()) {
            statements.add(table(entity, options));
            for (List<String> columns : Indexes.of(entity)) {
                statements.add(index(entity, columns));
            }
        }
        statements.add(POSITION);
        statements.add(TOMBSTONE);
        statements.add(EMBEDDING_MODEL);
        statements.addAll(SqliteDriftNotes.statements(catalogue));
        return List.copyOf(statements);
    }

    private static String table(Entity entity, SchemaOptions options) {
        List<String> parts = new ArrayList<>();
        entity.columns().forEach(column -> parts.add(column(column)));
        String workspace = Sql.name(Entity.WORKSPACE_COLUMN);
        String standard = Sql.text(Entity.DEFAULT_WORKSPACE);
        parts.add(workspace + " TEXT NOT NULL DEFAULT " + standard
                + (options.singleWorkspace() ? " CHECK (" + workspace + " = " + standard + ")" : ""));
        for (String position : List.of("source_epoch", "source_partition", "source_offset", "source_sequence")) {
            parts.add(Sql.name(position) + " INTEGER");
        }
        String key = Sql.name(entity.keyColumn().sqliteName());
        parts.add("PRIMARY KEY (" + workspace + ", " + key + ")");
        if (options.singleWorkspace()) {
            parts.add("UNIQUE (" + key + ")");
        }
        return "CREATE TABLE IF NOT EXISTS " + Sql.name(entity.sqliteTable()) + " (\n  " + String.join(",\n  ", parts)
                + "\n) STRICT";
    }

    private static String column(Column column) {
        String name = Sql.name(column.sqliteName());
        StringBuilder sql = new StringBuilder(name).append(' ').append(type(column.type()));
        if (!column.nullable()) {
            sql.append(" NOT NULL");
        }
        switch (column.defaultValue()) {
            case ColumnDefault.Constant constant -> sql.append(" DEFAULT ").append(literal(column.type(), constant));
            case ColumnDefault.EventTime ignored -> sql.append(" DEFAULT ").append(NOW);
            case null -> {}
        }
        if (column.type() instanceof LogicalType.Text text && !text.allowed().isEmpty()) {
            sql.append(" CHECK (")
                    .append(name)
                    .append(" IN (")
                    .append(Sql.texts(text.allowed()))
                    .append("))");
        }
        if (column.type() instanceof LogicalType.Bool) {
            sql.append(" CHECK (").append(name).append(" IN (0, 1))");
        }
        return sql.toString();
    }

    private static String index(Entity entity, List<String> columns) {
        List<String> names = columns.stream()
                .map(name -> entity.columns().get(entity.indexOf(name)).sqliteName())
                .toList();
        String index = Sql.derived(entity.sqliteTable(), names, "idx");
        return "CREATE INDEX IF NOT EXISTS " + Sql.name(index) + " ON " + Sql.name(entity.sqliteTable()) + " ("
                + Sql.names(Indexes.withWorkspace(names)) + ")";
    }

    private static String type(LogicalType type) {
        return switch (type) {
            case LogicalType.Text ignored -> "TEXT";
            case LogicalType.Int64 ignored -> "INTEGER";
            case LogicalType.Float64 ignored -> "REAL";
            case LogicalType.Decimal ignored -> "TEXT";
            case LogicalType.Bool ignored -> "INTEGER";
            case LogicalType.Uuid ignored -> "TEXT";
            case LogicalType.Timestamp ignored -> "INTEGER";
            case LogicalType.Json ignored -> "TEXT";
            case LogicalType.TextArray ignored -> "TEXT";
            case LogicalType.Vector ignored -> "BLOB";
        };
    }

    private static String literal(LogicalType type, ColumnDefault.Constant constant) {
        return switch (type) {
            case LogicalType.Text ignored -> Sql.text(Constants.text(constant));
            case LogicalType.Uuid ignored -> Sql.text(Constants.text(constant));
            case LogicalType.Bool ignored -> Constants.bool(constant) ? "1" : "0";
            case LogicalType.Int64 ignored -> constant.json();
            case LogicalType.Float64 ignored -> constant.json();
            case LogicalType.Decimal ignored -> Sql.text(Constants.decimal(constant));
            case LogicalType.Json ignored -> Sql.text(constant.json());
            case LogicalType.TextArray ignored -> Sql.text(Constants.canonicalArray(constant));
            case LogicalType.Timestamp ignored -> throw Constants.unexpected(type);
            case LogicalType.Vector ignored -> throw Constants.unexpected(type);
        };
    }
}
