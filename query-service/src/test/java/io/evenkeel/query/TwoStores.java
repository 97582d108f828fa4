package io.evenkeel.query;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.schema.Migrations;
import io.evenkeel.contract.topic.Topics;
import io.evenkeel.localstack.TestServers;
import io.evenkeel.sqlite.SqliteStore;
import io.evenkeel.supabase.SupabaseMigrator;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

/** A control log, and both databases with the schema and no rows. */
public class TwoStores implements QuarkusTestResourceLifecycleManager {
    private static final String ADMIN_TOKEN = "a-token-of-tests";

    /** A request with the token that admin calls need. */
    static RequestSpecification asOperator() {
        return RestAssured.given().header("Authorization", "Bearer " + ADMIN_TOKEN);
    }

    @Override
    public Map<String, String> start() {
        String prefix = "query-" + UUID.randomUUID();
        String supabase = TestServers.createDatabase("query");
        SupabaseMigrator.apply(supabase, Migrations.list());
        return Map.of(
                "kafka.bootstrap.servers",
                TestServers.kafkaBootstrap(),
                "evenkeel.topic-prefix",
                prefix,
                "evenkeel.admin-token",
                ADMIN_TOKEN,
                "evenkeel.query.sqlite-path",
                sqlite(prefix).toString(),
                "evenkeel.query.supabase-db-url",
                supabase,
                "evenkeel.query.embedding-url",
                "http://127.0.0.1:9",
                "evenkeel.query.patience",
                "3s");
    }

    /** A new database without rows. */
    static Path sqlite(String prefix) {
        try {
            Path folder = Files.createTempDirectory("query");
            Path file = folder.resolve("evenkeel.db");
            String changes = new Topics(prefix, Topics.DEFAULT_PARTITIONS).changes();
            try (SqliteStore store = SqliteStore.open(file, Catalogue.shipped(), changes)) {
                store.writer().prepare();
            }
            return file;
        } catch (IOException noSpace) {
            throw new UncheckedIOException(noSpace);
        }
    }

    @Override
    public void stop() {
        // The servers and their data end with the JVM.
    }
}
