package io.evenkeel.cli;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.supabase.Connections;
import io.evenkeel.supabase.SupabaseDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Counts rows in both databases directly, past all services. */
final class RowCounts {
    private RowCounts() {}

    /** Opens a connection. */
    @FunctionalInterface
    private interface Source {
        Connection open() throws SQLException;
    }

    static Map<String, Long> sqlite(Path file, Catalogue catalogue) {
        return count(
                () -> DriverManager.getConnection("jdbc:sqlite:file:" + file + "?mode=ro"),
                catalogue,
                Entity::sqliteTable);
    }

    static Map<String, Long> supabase(String uri, Catalogue catalogue) {
        return count(Connections.jdbc(SupabaseDatabase.parse(uri))::getConnection, catalogue, Entity::name);
    }

    private static Map<String, Long> count(Source source, Catalogue catalogue, Function<Entity, String> table) {
        Map<String, Long> counts = new LinkedHashMap<>();
        try (Connection connection = source.open();
                Statement statement = connection.createStatement()) {
            for (Entity entity : catalogue.entities()) {
                try (ResultSet result =
                        statement.executeQuery("SELECT count(*) FROM \"" + table.apply(entity) + "\"")) {
                    result.next();
                    counts.put(entity.name(), result.getLong(1));
                }
            }
            return counts;
        } catch (SQLException unreadable) {
            throw CommandFailure.failed("uncountable", "cannot count rows: " + unreadable.getMessage());
        }
    }
}
