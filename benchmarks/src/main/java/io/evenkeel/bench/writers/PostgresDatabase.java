package io.evenkeel.bench.writers;

import io.evenkeel.contract.schema.Migrations;
import io.evenkeel.contract.schema.SupabaseSchema;
import io.evenkeel.contract.store.Store;
import io.evenkeel.localstack.LocalPostgres;
import io.evenkeel.supabase.SupabaseMigrator;
import io.evenkeel.supabase.SupabaseStore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A database of the one server. The store connects as services do, other contenders as the superuser. */
record PostgresDatabase(LocalPostgres server, String name) implements Database {
    private static final String USER = "postgres";
    private static final String PASSWORD = "benchmark";

    @Override
    public Store open(String changesTopic) {
        return SupabaseStore.open(
                server.uri(name, SupabaseSchema.WRITER_ROLE, PASSWORD), Corpus.CATALOGUE, changesTopic);
    }

    String uri() {
        return server.uri(name, USER, "");
    }

    /** Creates its tables, and lets the store connect. */
    void migrate() {
        SupabaseMigrator.apply(uri(), Migrations.list());
        SupabaseMigrator.enableLogin(uri(), SupabaseSchema.WRITER_ROLE, PASSWORD);
    }

    String jdbcUrl() {
        // A copy does not inherit the path that the server set for its template.
        return "jdbc:postgresql://127.0.0.1:" + server.port() + "/" + name + "?currentSchema=public,extensions";
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), USER, "");
    }

    void execute(String... statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The server's checkpoint before the trial has left nothing that would differ. */
    @Override
    public void writeBack() {}

    @Override
    public void close() throws SQLException {
        administrate("DROP DATABASE \"" + name + "\" WITH (FORCE)");
    }

    /** Copies it; nobody may be connected. */
    PostgresDatabase copy(String copy) throws SQLException {
        // What was written before is on disk by then, so that nobody's checkpoint falls into the next one's time.
        administrate("CREATE DATABASE \"" + copy + "\" TEMPLATE \"" + name + "\" STRATEGY FILE_COPY", "CHECKPOINT");
        return new PostgresDatabase(server, copy);
    }

    private void administrate(String... statements) throws SQLException {
        new PostgresDatabase(server, "postgres").execute(statements);
    }
}
