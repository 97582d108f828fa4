package io.evenkeel.cli;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.supabase.Connections;
import io.evenkeel.supabase.SupabaseDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Supabase, or the local Postgres in its place: connection, pgvector, roles, tables, vector indexes. */
final class DatabaseChecks {
    private static final String MIGRATE =
            "apply deploy/supabase/migrations (supabase db push, or ./evenkeel schema supabase | psql)";

    private final @Nullable String uri;
    private final List<Finding> findings = new ArrayList<>();

    DatabaseChecks(@Nullable String uri) {
        this.uri = uri;
    }

    List<Finding> run() {
        if (uri == null) {
            findings.add(Finding.note(
                    "Supabase", "SUPABASE_DB_URL is not set", "./evenkeel up -d uses a local Postgres in its place"));
            return findings;
        }
        try (Connection connection =
                Connections.jdbc(SupabaseDatabase.parse(uri)).getConnection()) {
            findings.add(Finding.good(
                    "Supabase",
                    one(connection, "SELECT 'Postgres ' || current_setting('server_version')")
                            .orElse("?")));
            check(
                    "pgvector",
                    one(connection, "SELECT extversion FROM pg_extension WHERE extname = 'vector'"),
                    "create extension vector, or " + MIGRATE);
            for (String role : List.of("evenkeel_writer", "evenkeel_checker", "authenticated", "service_role")) {
                check(
                        "role " + role,
                        one(connection, "SELECT 'there' FROM pg_roles WHERE rolname = '" + role + "'"),
                        MIGRATE);
            }
            tables(connection);
            history(connection);
        } catch (SQLException unreachable) {
            findings.add(Finding.broken(
                    "Supabase",
                    "no connection: " + unreachable.getMessage(),
                    "check SUPABASE_DB_URL: postgresql://user:password@host:5432/postgres"));
        }
        return findings;
    }

    private void tables(Connection connection) throws SQLException {
        int missing = 0;
        int withoutIndex = 0;
        for (Entity entity : Catalogue.shipped().entities()) {
            String table = "'public.\"" + entity.name() + "\"'";
            if (one(connection, "SELECT to_regclass(" + table + ")::text").isEmpty()) {
                missing++;
            } else if (entity.vector() != null
                    && one(
                                    connection,
                                    "SELECT indexname FROM pg_indexes WHERE tablename = '" + entity.name()
                                            + "' AND indexdef LIKE '%hnsw%'")
                            .isEmpty()) {
                withoutIndex++;
            }
        }
        int tables = Catalogue.shipped().entities().size();
        findings.add(
                missing == 0
                        ? Finding.good("schema", tables + " tables")
                        : Finding.broken("schema", missing + " of " + tables + " tables are missing", MIGRATE));
        if (missing == 0) {
            findings.add(
                    withoutIndex == 0
                            ? Finding.good("vector indexes", "HNSW on every vector")
                            : Finding.note(
                                    "vector indexes",
                                    "missing on " + withoutIndex + " tables",
                                    "search scans there; " + MIGRATE));
        }
    }

    /** Verification does without it. */
    private void history(Connection connection) throws SQLException {
        boolean there = one(connection, "SELECT to_regclass('evenkeel.parity_mismatch')::text")
                .isPresent();
        findings.add(
                there
                        ? Finding.good("history", "tables for runs, mismatches and repairs")
                        : Finding.note(
                                "history",
                                "no tables for runs, mismatches and repairs",
                                "supabase db push, or ./evenkeel schema history | psql"));
    }

    private void check(String name, Optional<String> found, String advice) {
        findings.add(
                found.map(value -> Finding.good(name, value)).orElseGet(() -> Finding.broken(name, "missing", advice)));
    }

    private static Optional<String> one(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet result = statement.executeQuery()) {
            return result.next() ? Optional.ofNullable(result.getString(1)) : Optional.empty();
        }
    }
}
