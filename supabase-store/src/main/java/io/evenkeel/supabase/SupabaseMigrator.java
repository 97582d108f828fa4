package io.evenkeel.supabase;

import io.evenkeel.contract.schema.Migration;
import io.evenkeel.contract.store.StoreUnavailableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Applies migrations as the Supabase CLI does, and records them in the same place, so that either can go on after the
 * other. Run as the role that is to own the tables.
 */
public final class SupabaseMigrator {
    private static final String HISTORY = """
            CREATE SCHEMA IF NOT EXISTS supabase_migrations;
            CREATE TABLE IF NOT EXISTS supabase_migrations.schema_migrations (version text NOT NULL PRIMARY KEY);
            ALTER TABLE supabase_migrations.schema_migrations ADD COLUMN IF NOT EXISTS statements text[];
            ALTER TABLE supabase_migrations.schema_migrations ADD COLUMN IF NOT EXISTS name text;
            """;

    private SupabaseMigrator() {}

    /**
     * Applies those migrations that the database does not have, each in a transaction of its own. Several may run at
     * once: they wait for one another.
     *
     * @param uri a libpq URI of the owner; a session or direct connection
     * @param migrations in the order of application, for example {@link io.evenkeel.contract.schema.Migrations#list}
     * @return the names of those applied now
     * @throws IllegalStateException when one fails; the message names it and the database says why; it changed nothing
     * @throws StoreUnavailableException when the database cannot be reached
     */
    public static List<String> apply(String uri, List<Migration> migrations) {
        SupabaseDatabase database = SupabaseDatabase.parse(uri);
        try (Connection connection = Connections.jdbc(database).getConnection()) {
            connection.setAutoCommit(false);
            List<String> applied = new ArrayList<>();
            prepareHistory(connection);
            for (Migration migration : migrations) {
                if (apply(connection, migration)) {
                    applied.add(migration.name());
                }
            }
            return applied;
        } catch (SQLException failed) {
            throw unavailable(database, failed);
        }
    }

    /** The names of the migrations that the database does not have yet. */
    public static List<String> pending(String uri, List<Migration> migrations) {
        SupabaseDatabase database = SupabaseDatabase.parse(uri);
        try (Connection connection = Connections.jdbc(database).getConnection()) {
            Set<String> versions = recorded(connection);
            return migrations.stream()
                    .filter(migration -> !versions.contains(migration.version()))
                    .map(Migration::name)
                    .toList();
        } catch (SQLException failed) {
            throw unavailable(database, failed);
        }
    }

    /**
     * Lets a role that a migration created log in with a password.
     *
     * @param uri a libpq URI of a role that may alter the other
     * @throws StoreUnavailableException when the database cannot be reached, or does not let it
     */
    public static void enableLogin(String uri, String role, String password) {
        SupabaseDatabase database = SupabaseDatabase.parse(uri);
        try (Connection connection = Connections.jdbc(database).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER ROLE " + statement.enquoteIdentifier(role, true) + " LOGIN PASSWORD "
                    + statement.enquoteLiteral(password));
        } catch (SQLException failed) {
            throw unavailable(database, failed);
        }
    }

    private static void prepareHistory(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            lock(statement);
            statement.execute(HISTORY);
        }
        connection.commit();
    }

    private static boolean apply(Connection connection, Migration migration) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            lock(statement);
            if (recorded(connection).contains(migration.version())) {
                connection.rollback();
                return false;
            }
            statement.setEscapeProcessing(false);
            List<String> statements = SqlScript.statements(migration.sql());
            for (String sql : statements) {
                run(statement, migration, sql);
            }
            record(connection, migration, statements);
            // What the script set for its session is not for the next.
            statement.execute("RESET ALL");
        }
        connection.commit();
        return true;
    }

    private static void run(Statement statement, Migration migration, String sql) throws SQLException {
        try {
            statement.execute(sql);
        } catch (SQLException refused) {
            if (refused.getSQLState() != null && refused.getSQLState().startsWith("08")) {
                throw refused;
            }
            throw new IllegalStateException(
                    "migration " + migration.name() + " cannot be applied and changed nothing: " + refused.getMessage()
                            + "; at: "
                            + sql.lines()
                                    .filter(line -> !line.startsWith("--"))
                                    .findFirst()
                                    .orElse(""),
                    refused);
        }
    }

    private static void record(Connection connection, Migration migration, List<String> statements)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO supabase_migrations.schema_migrations"
                + " (version, name, statements) VALUES (?, ?, ?)")) {
            insert.setString(1, migration.version());
            insert.setString(2, title(migration));
            insert.setArray(3, connection.createArrayOf("text", statements.toArray()));
            insert.executeUpdate();
        }
    }

    /** The name without version and extension, as the Supabase CLI records it. */
    private static String title(Migration migration) {
        String rest = migration.name().substring(migration.version().length());
        return rest.replaceFirst("^_", "").replaceFirst("\\.sql$", "");
    }

    private static Set<String> recorded(Connection connection) throws SQLException {
        Set<String> versions = new HashSet<>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet history =
                    statement.executeQuery("SELECT to_regclass('supabase_migrations.schema_migrations') IS NOT NULL")) {
                history.next();
                if (!history.getBoolean(1)) {
                    return versions;
                }
            }
            try (ResultSet row = statement.executeQuery("SELECT version FROM supabase_migrations.schema_migrations")) {
                while (row.next()) {
                    versions.add(row.getString(1));
                }
            }
        }
        return versions;
    }

    private static void lock(Statement statement) throws SQLException {
        statement.execute("SELECT pg_advisory_xact_lock(hashtext('evenkeel migrations'))");
    }

    private static StoreUnavailableException unavailable(SupabaseDatabase database, SQLException failed) {
        return new StoreUnavailableException(
                "Supabase at " + database.address() + ": " + failed.getMessage() + " (SQLSTATE " + failed.getSQLState()
                        + ")",
                failed);
    }
}
