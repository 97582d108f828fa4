package io.evenkeel.supabase;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.LogicalType;
import io.evenkeel.contract.schema.Migration;
import io.evenkeel.contract.schema.Migrations;
import io.evenkeel.supabase.WriteSession.Command;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Compares the tables that are there with the catalogue. Tables may have further columns, as applications add them. */
final class SchemaCheck {
    private static final String COLUMNS = "SELECT c.relname::text, a.attname::text,"
            + " format_type(a.atttypid, a.atttypmod) FROM pg_class AS c"
            + " JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
            + " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')"
            + " AND c.relname = ANY (?::text[])";
    private static final String UNIQUE_KEYS = "SELECT c.relname::text, (SELECT string_agg(a.attname, ',' ORDER BY"
            + " a.attname) FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attnum = ANY (i.indkey))"
            + " FROM pg_class AS c JOIN pg_index AS i ON i.indrelid = c.oid AND i.indisunique AND i.indisvalid"
            + " AND i.indpred IS NULL AND i.indexprs IS NULL"
            + " WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY (?::text[])";
    private static final String EXTENSION = "SELECT extversion FROM pg_extension WHERE extname = ?::text";
    private static final int SHOWN = 8;

    private static final Map<String, Set<String>> OWN_TABLES = Map.of(
            "evenkeel_position", Set.of("topic", "partition", "next_offset", "applied_offset", "epoch"),
            "evenkeel_tombstone", Set.of("entity", "workspace_id", "key", "epoch", "partition", "offset", "sequence"),
            "evenkeel_embedding_model",
                    Set.of(
                            "model",
                            "engine",
                            "optimisation",
                            "device",
                            "partition",
                            "change_sets",
                            "last_epoch",
                            "last_offset"));

    private final Catalogue catalogue;
    private final SupabaseDatabase database;

    SchemaCheck(Catalogue catalogue, SupabaseDatabase database) {
        this.catalogue = catalogue;
        this.database = database;
    }

    /** @throws IllegalStateException when something is missing or of another type, with what to do */
    void verify(WriteSession session) {
        List<String> tables = new ArrayList<>(OWN_TABLES.keySet());
        catalogue.entities().forEach(entity -> tables.add(entity.name()));
        BinaryArray names = BinaryArray.ofTexts(tables);
        List<String> extension = new ArrayList<>();
        Map<String, Map<String, String>> columns = new HashMap<>();
        Map<String, List<String>> uniqueKeys = new HashMap<>();
        session.add(Command.query(EXTENSION, List.of("vector"), row -> extension.add(row.getString(1))));
        session.add(Command.query(
                COLUMNS,
                List.of(names),
                row -> columns.computeIfAbsent(row.getString(1), table -> new LinkedHashMap<>())
                        .put(row.getString(2), row.getString(3))));
        session.add(Command.query(
                UNIQUE_KEYS,
                List.of(names),
                row -> uniqueKeys
                        .computeIfAbsent(row.getString(1), table -> new ArrayList<>())
                        .add(row.getString(2))));
        session.flush();

        List<String> problems = new ArrayList<>();
        if (extension.isEmpty()) {
            problems.add("extension vector is not installed");
        }
        OWN_TABLES.forEach((table, wanted) -> {
            if (!columns.getOrDefault(table, Map.of()).keySet().containsAll(wanted)) {
                problems.add("table " + table + " is missing or older");
            }
        });
        catalogue
                .entities()
                .forEach(entity -> compare(
                        entity,
                        columns.getOrDefault(entity.name(), Map.of()),
                        uniqueKeys.getOrDefault(entity.name(), List.of()),
                        problems));
        if (!problems.isEmpty()) {
            throw new IllegalStateException(message(problems));
        }
    }

    private static void compare(
            Entity entity, Map<String, String> columns, List<String> uniqueKeys, List<String> problems) {
        String table = "table " + entity.name();
        if (columns.isEmpty()) {
            problems.add(table + " is missing");
            return;
        }
        List<String> own = new ArrayList<>(List.of(EntitySql.SOURCE_COLUMNS.split(", ", -1)));
        own.addFirst(Entity.WORKSPACE_COLUMN);
        own.stream()
                .filter(column -> !columns.containsKey(column))
                .forEach(column -> problems.add(table + " has no column " + column));
        for (Column column : entity.columns()) {
            String type = columns.get(column.name());
            if (type == null) {
                problems.add(table + " has no column " + column.name());
            } else if (!fitting(column.type()).contains(type.substring(type.indexOf('.') + 1))) {
                problems.add(table + ", column " + column.name() + " is " + type + " and would not hold every "
                        + column.type().label());
            }
        }
        String key = entity.key().compareTo(Entity.WORKSPACE_COLUMN) < 0
                ? entity.key() + "," + Entity.WORKSPACE_COLUMN
                : Entity.WORKSPACE_COLUMN + "," + entity.key();
        if (!uniqueKeys.contains(key)) {
            problems.add(table + " has no primary key (" + Entity.WORKSPACE_COLUMN + ", " + entity.key() + ")");
        }
    }

    /** The physical types that hold a logical type exactly, or refuse what they cannot hold. */
    private static Set<String> fitting(LogicalType type) {
        return switch (type) {
            case LogicalType.Text ignored -> Set.of("text", "character varying");
            case LogicalType.Int64 ignored -> Set.of("bigint", "integer", "smallint");
            case LogicalType.Float64 ignored -> Set.of("double precision");
            case LogicalType.Decimal ignored -> Set.of("numeric");
            case LogicalType.Bool ignored -> Set.of("boolean");
            case LogicalType.Uuid ignored -> Set.of("uuid");
            case LogicalType.Timestamp ignored -> Set.of("timestamp with time zone");
            case LogicalType.Json ignored -> Set.of("jsonb");
            case LogicalType.TextArray ignored -> Set.of("text[]");
            case LogicalType.Vector vector -> Set.of("vector(" + vector.dimensions() + ")");
        };
    }

    private String message(List<String> problems) {
        String shown = String.join("; ", problems.subList(0, Math.min(SHOWN, problems.size())));
        String names = Migrations.list().stream().map(Migration::name).collect(Collectors.joining(", "));
        String more = problems.size() > SHOWN ? "; and " + (problems.size() - SHOWN) + " more" : "";
        return "the schema of " + database.address() + " does not fit: " + shown + more
                + ". Apply what is missing of Evenkeel's migrations (" + names + ") as the owner: supabase db push, or"
                + " ./evenkeel up";
    }
}
