package io.evenkeel.e2e.faults;

import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.supabase.Connections;
import io.evenkeel.supabase.SupabaseDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Triggers that note every put of a row in the transaction of the put. A row that is put twice for one event has two
 * notes, although the row itself does not show it.
 */
final class PutNotes {
    private static final List<String> ENTITIES = List.of("chat_sessions", "chat_messages", "artifacts", "documents");

    private final Installation installation;

    PutNotes(Installation installation) {
        this.installation = installation;
    }

    void begin() {
        supabase("""
                CREATE TABLE note (number bigserial PRIMARY KEY, entity text, id text, source_offset bigint);
                CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS
                  $$ BEGIN INSERT INTO note (entity, id, source_offset) VALUES (tg_table_name, new.id, new.source_offset);
                  RETURN new; END $$;
                """);
        sqlite("CREATE TABLE note (number INTEGER PRIMARY KEY, entity TEXT, id TEXT, source_offset INTEGER)");
        for (String name : ENTITIES) {
            supabase("CREATE TRIGGER note AFTER INSERT OR UPDATE OF source_offset ON " + name
                    + " FOR EACH ROW EXECUTE FUNCTION note()");
            Entity entity = Installation.CATALOGUE.entity(name);
            for (String event : List.of("INSERT", "UPDATE OF source_offset")) {
                sqlite("CREATE TRIGGER note_" + name + event.charAt(0) + " AFTER " + event + " ON "
                        + entity.sqliteTable() + " BEGIN INSERT INTO note (entity, id, source_offset) VALUES ('" + name
                        + "', new.id, new.source_offset); END");
            }
        }
    }

    List<Evidence.Put> inSqlite() {
        try (Connection connection = sqlite()) {
            return read(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    List<Evidence.Put> inSupabase() {
        try (Connection connection =
                Connections.jdbc(SupabaseDatabase.parse(installation.owner())).getConnection()) {
            return read(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Evidence.Put> read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT entity, id, source_offset FROM note ORDER BY number")) {
            List<Evidence.Put> puts = new ArrayList<>();
            while (row.next()) {
                RowKey key = new RowKey(row.getString(1), Entity.DEFAULT_WORKSPACE, row.getString(2));
                puts.add(new Evidence.Put(key, row.getLong(3)));
            }
            return puts;
        }
    }

    private void sqlite(String sql) {
        try (Connection connection = sqlite();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private Connection sqlite() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + installation.sqlite() + "?busy_timeout=20000");
    }

    private void supabase(String sql) {
        Sql.execute(installation.owner(), sql);
    }
}
