package io.evenkeel.contract.schema;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What makes SQLite note the rows that others than its writer change. The writer marks its transactions with a row in
 * {@code evenkeel_writing}, which it takes away before it commits: nobody else ever sees it, since SQLite lets one write at a
 * time. A change without that mark leaves a note.
 */
public final class SqliteDriftNotes {
    /** So many notes are kept, the last ones. */
    public static final int KEPT = 100_000;

    /** What the names of the triggers begin with. */
    public static final String TRIGGER_PREFIX = "evenkeel_drift_";

    private static final String WRITING = """
            CREATE TABLE IF NOT EXISTS "evenkeel_writing" (
              "writer" INTEGER NOT NULL PRIMARY KEY
            ) STRICT""";

    /** Numbers ascend, and none comes again, because the last note always stays. */
    private static final String NOTES = """
            CREATE TABLE IF NOT EXISTS "evenkeel_drift" (
              "number" INTEGER NOT NULL PRIMARY KEY,
              "entity" TEXT NOT NULL,
              "workspace_id" TEXT NOT NULL,
              "key" TEXT NOT NULL,
              "operation" TEXT NOT NULL,
              "noted_at" INTEGER NOT NULL
            ) STRICT""";

    private static final String UNMARKED = "WHEN NOT EXISTS (SELECT 1 FROM \"evenkeel_writing\")";

    private SqliteDriftNotes() {}

    /** How many triggers there are. */
    public static int triggers(Catalogue catalogue) {
        return catalogue.entities().size() * Operation.values().length;
    }

    private enum Operation {
        INSERT("NEW"),
        UPDATE("OLD", "NEW"),
        DELETE("OLD");

        private final List<String> rows;

        Operation(String... rows) {
            this.rows = List.of(rows);
        }
    }

    static List<String> statements(Catalogue catalogue) {
        List<String> statements = new ArrayList<>(List.of(WRITING, NOTES));
        for (Entity entity : catalogue.entities()) {
            for (Operation operation : Operation.values()) {
                statements.add(trigger(entity, operation));
            }
        }
        return statements;
    }

    private static String trigger(Entity entity, Operation operation) {
        String label = operation.name().toLowerCase(Locale.ROOT);
        String key = Sql.name(entity.keyColumn().sqliteName());
        StringBuilder sql = new StringBuilder("CREATE TRIGGER IF NOT EXISTS ")
                .append(Sql.name(TRIGGER_PREFIX + entity.sqliteTable() + "_" + label))
                .append(" AFTER ")
                .append(operation)
                .append(" ON ")
                .append(Sql.name(entity.sqliteTable()))
                .append('\n')
                .append(UNMARKED)
                .append("\nBEGIN\n");
        for (String row : operation.rows) {
            // A key that is changed is two rows: one that is gone, and one that is new.
            String where = row.equals("NEW") && operation == Operation.UPDATE
                    ? " WHERE NEW." + key + " IS NOT OLD." + key
                            + " OR NEW.\"workspace_id\" IS NOT OLD.\"workspace_id\""
                    : "";
            sql.append(
                            "  INSERT INTO \"evenkeel_drift\" (\"entity\", \"workspace_id\", \"key\", \"operation\", \"noted_at\")\n")
                    .append("    SELECT ")
                    .append(Sql.text(entity.name()))
                    .append(", ")
                    .append(row)
                    .append(".\"workspace_id\", CAST(")
                    .append(row)
                    .append('.')
                    .append(key)
                    .append(" AS TEXT), ")
                    .append(Sql.text(label))
                    .append(", ")
                    .append(SqliteSchema.NOW)
                    .append(where)
                    .append(";\n");
        }
        return sql.append("  DELETE FROM \"evenkeel_drift\" WHERE \"number\" <= last_insert_rowid() - ")
                .append(KEPT)
                .append(";\nEND")
                .toString();
    }
}
