package io.evenkeel.e2e.faults;

import io.evenkeel.supabase.Connections;
import io.evenkeel.supabase.SupabaseDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Statements past all services, in Postgres. */
final class Sql {
    private Sql() {}

    static void execute(String uri, String sql) {
        try (Connection connection =
                        Connections.jdbc(SupabaseDatabase.parse(uri)).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
