package io.evenkeel.supabase;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.schema.Migration;
import io.evenkeel.contract.schema.SchemaOptions;
import io.evenkeel.contract.schema.SupabaseSchema;
import io.evenkeel.contract.store.Rows;
import io.evenkeel.localstack.TestServers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A database for a test.
 *
 * @param owner the superuser's URI
 * @param writer the URI of the role that services connect as, which is past row level security
 * @param restricted the URI of one that may do the same under row level security
 * @param catalogue its entities
 */
record TestDatabase(String owner, String writer, String restricted, Catalogue catalogue) {
    static final String TOPIC = "evenkeel.changes";
    private static final Map<Catalogue, String> TEMPLATES = new ConcurrentHashMap<>();
    private static final String RESTRICTED_ROLE = "restricted_writer";
    private static final String PASSWORD = "writer's p@ssword";

    /** A new database with the tables of the shipped packs. */
    static TestDatabase create() {
        return create(Rows.CATALOGUE);
    }

    /** A new database with the tables of a catalogue. */
    static TestDatabase create(Catalogue catalogue) {
        String template = TEMPLATES.computeIfAbsent(catalogue, TestDatabase::template);
        String owner = TestServers.copyDatabase(template);
        String name = SupabaseDatabase.parse(owner).database();
        return new TestDatabase(
                owner,
                TestServers.postgresUri(name, SupabaseSchema.WRITER_ROLE, PASSWORD),
                TestServers.postgresUri(name, RESTRICTED_ROLE, PASSWORD),
                catalogue);
    }

    private static String template(Catalogue catalogue) {
        String owner = TestServers.createDatabase("store");
        SupabaseMigrator.apply(owner, migrations(catalogue));
        // Members have the role's rights and policies; that it is past row level security, they do not inherit.
        run(
                owner,
                "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '" + RESTRICTED_ROLE
                        + "') THEN CREATE ROLE " + RESTRICTED_ROLE + " IN ROLE " + SupabaseSchema.WRITER_ROLE
                        + "; END IF; END $$");
        SupabaseMigrator.enableLogin(owner, SupabaseSchema.WRITER_ROLE, PASSWORD);
        SupabaseMigrator.enableLogin(owner, RESTRICTED_ROLE, PASSWORD);
        return SupabaseDatabase.parse(owner).database();
    }

    static List<Migration> migrations(Catalogue catalogue) {
        return List.of(new Migration(
                "20261101000000_evenkeel.sql", SupabaseSchema.migration(catalogue, SchemaOptions.DEFAULT)));
    }

    /** A store that connects as the services do. */
    SupabaseStore open() {
        return SupabaseStore.open(writer, catalogue, TOPIC);
    }

    /** The same under row level security. */
    SupabaseStore openRestricted() {
        return SupabaseStore.open(restricted, catalogue, TOPIC);
    }

    /** The URI of a role on this database. */
    String uri(String role, String password) {
        return TestServers.postgresUri(SupabaseDatabase.parse(owner).database(), role, password);
    }

    /** Runs statements as the superuser, and returns the last one's rows, columns joined by {@code |}. */
    List<String> sql(String... statements) {
        return run(owner, statements);
    }

    static List<String> run(String uri, String... statements) {
        List<String> rows = new ArrayList<>();
        try (Connection connection =
                        Connections.jdbc(SupabaseDatabase.parse(uri)).getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                rows.clear();
                if (statement.execute(sql)) {
                    collect(statement.getResultSet(), rows);
                }
            }
        } catch (SQLException failed) {
            throw new AssertionError(failed.getMessage(), failed);
        }
        return rows;
    }

    private static void collect(ResultSet result, List<String> rows) throws SQLException {
        int columns = result.getMetaData().getColumnCount();
        while (result.next()) {
            List<String> values = new ArrayList<>();
            for (int i = 1; i <= columns; i++) {
                values.add(result.getString(i));
            }
            rows.add(String.join("|", values));
        }
    }
}
