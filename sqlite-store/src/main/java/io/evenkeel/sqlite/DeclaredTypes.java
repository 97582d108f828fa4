package io.evenkeel.sqlite;

import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.LogicalType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What SQLite lets the columns of a table hold. */
final class DeclaredTypes {
    private static final String STRICT =
            "SELECT c.name, c.type FROM pragma_table_list(?) AS t, pragma_table_xinfo(?) AS c WHERE t.strict";

    private DeclaredTypes() {}

    /**
     * Whether the table is {@code STRICT} and each content column declared as what the entity's types are kept in, so that
     * nothing of another storage class can be in it.
     */
    static boolean areStrict(Entity entity, Connection connection) throws SQLException {
        Map<String, String> declared = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(STRICT)) {
            select.setString(1, entity.sqliteTable());
            select.setString(2, entity.sqliteTable());
            try (ResultSet column = select.executeQuery()) {
                while (column.next()) {
                    declared.put(
                            column.getString(1).toLowerCase(Locale.ROOT),
                            column.getString(2).toUpperCase(Locale.ROOT));
                }
            }
        }
        return entity.columns().stream().allMatch(column -> isKept(column, declared));
    }

    private static boolean isKept(Column column, Map<String, String> declared) {
        String type = declared.getOrDefault(column.sqliteName().toLowerCase(Locale.ROOT), "");
        return switch (column.type()) {
            case LogicalType.Int64 ignored -> isInteger(type);
            case LogicalType.Bool ignored -> isInteger(type);
            case LogicalType.Timestamp ignored -> isInteger(type);
            case LogicalType.Float64 ignored -> type.equals("REAL");
            case LogicalType.Vector ignored -> type.equals("BLOB");
            case LogicalType.Text ignored -> type.equals("TEXT");
            case LogicalType.Decimal ignored -> type.equals("TEXT");
            case LogicalType.Uuid ignored -> type.equals("TEXT");
            case LogicalType.Json ignored -> type.equals("TEXT");
            case LogicalType.TextArray ignored -> type.equals("TEXT");
        };
    }

    private static boolean isInteger(String type) {
        return Set.of("INTEGER", "INT").contains(type);
    }
}
