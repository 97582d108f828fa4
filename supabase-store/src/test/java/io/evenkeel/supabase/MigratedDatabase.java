package io.evenkeel.supabase;

import io.evenkeel.localstack.TestServers;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A database of its own that an owner without special rights has migrated; closing it leaves the database behind. */
final class MigratedDatabase implements AutoCloseable {
    static final String OWNER = "schema_owner";

    private final Connection connection;

    private MigratedDatabase(Connection connection) {
        this.connection = connection;
    }

    /** With Supabase's roles and its schema for extensions. */
    static MigratedDatabase likeSupabase(String script) throws SQLException {
        return migrate(connect(TestServers.createDatabase("schema")), script);
    }

    /** As {@code create database} leaves it, but for the extension, which only a superuser can create. */
    static MigratedDatabase plain(String script) throws SQLException {
        String furnished = TestServers.createDatabase("schema");
        String name = URI.create(furnished).getPath().substring(1) + "_plain";
        try (MigratedDatabase server = new MigratedDatabase(connect(furnished))) {
            server.run("create database \"" + name + "\" template template0");
        }
        MigratedDatabase database = new MigratedDatabase(connect(furnished.replaceFirst("/[^/]+$", "/" + name)));
        database.run("create extension vector");
        return migrate(database.connection, script);
    }

    private static MigratedDatabase migrate(Connection connection, String script) throws SQLException {
        MigratedDatabase database = new MigratedDatabase(connection);
        database.run(
                "do $$ begin if not exists (select from pg_roles where rolname = '" + OWNER + "') then create role "
                        + OWNER + " nologin createrole; end if;"
                        + " execute format('alter database %I owner to " + OWNER + "', current_database()); end $$");
        database.run("set session authorization " + OWNER);
        database.run(script);
        database.run("reset session authorization");
        return database;
    }

    void run(String script) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(script);
        }
    }

    /** The first column of a query's rows. */
    List<String> texts(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return texts(rows);
        }
    }

    /** The same for the last statement of a script. */
    List<String> lastTexts(String script) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            boolean rows = statement.execute(script);
            while (!rows) {
                rows = statement.getMoreResults();
            }
            return texts(statement.getResultSet());
        }
    }

    /** What a role gets as answer. */
    List<String> as(String role, String query) throws SQLException {
        run("set role \"" + role + "\"");
        try {
            return texts(query);
        } finally {
            run("reset role");
        }
    }

    /** What a signed-in user gets as answer, whose token makes these claims. */
    List<String> asUser(String claims, String query) throws SQLException {
        run("set request.jwt.claims = '" + claims + "'");
        try {
            return as("authenticated", query);
        } finally {
            run("reset request.jwt.claims");
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private static List<String> texts(ResultSet rows) throws SQLException {
        List<String> texts = new ArrayList<>();
        while (rows.next()) {
            texts.add(rows.getString(1));
        }
        return texts;
    }

    private static Connection connect(String libpqUri) throws SQLException {
        URI uri = URI.create(libpqUri);
        String[] credentials = uri.getUserInfo().split(":", 2);
        return DriverManager.getConnection(
                "jdbc:postgresql://" + uri.getAuthority().replaceFirst(".*@", "") + uri.getPath(),
                credentials[0],
                credentials.length > 1 ? credentials[1] : "");
    }
}
