package io.evenkeel.sqlite;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.schema.SchemaOptions;
import io.evenkeel.contract.schema.SqliteSchema;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Creates what is missing of the schema, and checks what is there. */
final class SchemaSetup {
    private final SqliteFile file;
    private final Catalogue catalogue;
    private final SchemaOptions options;

    SchemaSetup(SqliteFile file, Catalogue catalogue, SchemaOptions options) {
        this.file = file;
        this.catalogue = catalogue;
        this.options = options;
    }

    /** @throws IllegalStateException when tables of the file do not fit */
    void run(WriterSession session) throws SQLException {
        checkEncoding(session);
        List<String> faults = new ArrayList<>();
        for (Entity entity : catalogue.entities()) {
            checkTable(session, entity, faults);
        }
        if (!faults.isEmpty()) {
            throw new IllegalStateException(
                    "the tables in " + file.path() + " do not fit: "
                            + String.join("; ", faults)
                            + ". Set SQLITE_PATH to a new file and take this one's rows over with evenkeel backfill --from-sqlite");
        }
        for (String statement : SqliteSchema.statements(catalogue, options)) {
            session.execute(statement);
        }
    }

    private void checkEncoding(WriterSession session) throws SQLException {
        try (ResultSet found = session.prepare("PRAGMA encoding").executeQuery()) {
            if (found.next() && !found.getString(1).equals("UTF-8")) {
                throw new IllegalStateException(file.path() + " keeps text as " + found.getString(1)
                        + ", not UTF-8; set SQLITE_PATH to a new file and backfill this one");
            }
        }
    }

    private static void checkTable(WriterSession session, Entity entity, List<String> faults) throws SQLException {
        Set<String> columns = new LinkedHashSet<>();
        Set<String> key = new LinkedHashSet<>();
        PreparedStatement describe = session.prepare("SELECT name, pk FROM pragma_table_xinfo(?)");
        describe.setString(1, entity.sqliteTable());
        try (ResultSet found = describe.executeQuery()) {
            while (found.next()) {
                columns.add(found.getString(1));
                if (found.getInt(2) > 0) {
                    key.add(found.getString(1));
                }
            }
        }
        if (columns.isEmpty()) {
            return;
        }
        List<String> missing = new ArrayList<>();
        missing.add(Entity.WORKSPACE_COLUMN);
        entity.columns().stream().map(Column::sqliteName).forEach(missing::add);
        missing.addAll(EntityTable.SOURCE);
        missing.removeAll(columns);
        if (!missing.isEmpty()) {
            faults.add("table " + entity.sqliteTable() + " lacks " + String.join(", ", missing));
        } else if (!key.equals(
                Set.of(Entity.WORKSPACE_COLUMN, entity.keyColumn().sqliteName()))) {
            faults.add("table " + entity.sqliteTable() + " has the primary key (" + String.join(", ", key) + "), not ("
                    + Entity.WORKSPACE_COLUMN + ", " + entity.keyColumn().sqliteName() + ")");
        }
    }
}
