package io.evenkeel.bench.writers;

import io.evenkeel.contract.store.Store;
import io.evenkeel.localstack.LocalPostgres;
import io.evenkeel.supabase.SupabaseStore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A database of the one server, which all contenders use as its superuser. */
record PostgresDatabase(LocalPostgres server, String name) implements Database {
    private static final String USER = "postgres";

    @Override
    public Store open(String changesTopic) {
        return SupabaseStore.open(server.uri(name, USER, ""), Corpus.CATALOGUE, changesTopic);
    }

    String uri() {
        return server.uri(name, USER, "");
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
