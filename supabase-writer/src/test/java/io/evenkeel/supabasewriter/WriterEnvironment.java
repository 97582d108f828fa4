package io.evenkeel.supabasewriter;

import io.evenkeel.contract.schema.Migration;
import io.evenkeel.contract.schema.SchemaOptions;
import io.evenkeel.contract.schema.SupabaseSchema;
import io.evenkeel.contract.store.Rows;
import io.evenkeel.localstack.Durability;
import io.evenkeel.localstack.Lifetime;
import io.evenkeel.localstack.LocalPostgres;
import io.evenkeel.localstack.TestServers;
import io.evenkeel.supabase.Connections;
import io.evenkeel.supabase.SupabaseDatabase;
import io.evenkeel.supabase.SupabaseMigrator;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

/** A real Kafka with topics of this test's own, and a Postgres of its own that can be killed and started again. */
public final class WriterEnvironment implements QuarkusTestResourceLifecycleManager {
    static final int PARTITIONS = 3;
    private static final String PASSWORD = "no secret @ all";

    /** Every put leaves a line here, unless its transaction is rolled back: a row that is put twice has two. */
    private static final String AUDIT = """
            CREATE TABLE audit (id text, at bigint);
            CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS
              $$ BEGIN INSERT INTO audit VALUES (new.id, new.source_offset); RETURN new; END $$;
            CREATE TRIGGER note AFTER INSERT OR UPDATE ON documents FOR EACH ROW EXECUTE FUNCTION note();
            """;

    private static Path directory = Path.of("");
    private static LocalPostgres postgres;
    private static String owner = "";
    private static String writer = "";

    @Override
    public Map<String, String> start() {
        try {
            directory = Files.createTempDirectory("supabase-writer-it");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        postgres = LocalPostgres.start(directory, 0, Lifetime.JVM, Durability.DURABLE);
        owner = postgres.database("app");
        SupabaseMigrator.apply(owner, migrations());
        SupabaseMigrator.enableLogin(owner, SupabaseSchema.WRITER_ROLE, PASSWORD);
        writer = postgres.uri("app", SupabaseSchema.WRITER_ROLE, PASSWORD);
        sql(AUDIT);
        return Map.of(
                "kafka.bootstrap.servers",
                TestServers.kafkaBootstrap(),
                "evenkeel.topic-prefix",
                "supabase-writer-it",
                "evenkeel.partitions",
                Integer.toString(PARTITIONS),
                "supabase.db-url",
                writer);
    }

    @Override
    public void stop() {
        postgres.close();
    }

    static List<Migration> migrations() {
        return List.of(new Migration(
                "20261101000000_evenkeel.sql", SupabaseSchema.migration(Rows.CATALOGUE, SchemaOptions.DEFAULT)));
    }

    /** The URI of the role that the service connects as. */
    static String writerUri() {
        return writer;
    }

    /** Ends Postgres as a crash would. */
    static void killPostgres() {
        postgres.kill();
    }

    /** Starts Postgres again where it was. */
    static void startPostgres() {
        postgres = LocalPostgres.start(directory, postgres.port(), Lifetime.JVM, Durability.DURABLE);
    }

    /** Runs a statement as the superuser and returns the first value of its first row, if there is one. */
    static String sql(String sql) {
        try (Connection connection =
                        Connections.jdbc(SupabaseDatabase.parse(owner)).getConnection();
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            try (ResultSet row = statement.getResultSet()) {
                return row.next() ? row.getString(1) : "";
            }
        } catch (SQLException failed) {
            throw new AssertionError(failed.getMessage(), failed);
        }
    }
}
