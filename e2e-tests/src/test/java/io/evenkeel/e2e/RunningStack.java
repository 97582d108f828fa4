package io.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.supabase.Connections;
import io.evenkeel.supabase.SupabaseDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** A stack that {@code evenkeel up -d} has started, its services and, past them, its databases. */
final class RunningStack {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Operator operator;
    private final Http http = new Http();
    private final JsonNode status;

    RunningStack(Operator operator) {
        this.operator = operator;
        Operator.Result up = operator.run("up", "-d", "--json");
        assertThat(up.exit()).as(up.err()).isZero();
        status = up.json();
    }

    JsonNode status() {
        return status;
    }

    Http http() {
        return http;
    }

    String url(String service, String path) {
        for (JsonNode candidate : status.path("services")) {
            if (candidate.path("name").asText().equals(service)) {
                return "http://127.0.0.1:" + candidate.path("port").asInt() + path;
            }
        }
        throw new AssertionError("no service " + service + " in " + status);
    }

    /** Sends events' data through the command, and waits until both stores hold them. */
    Operator.Result ingest(String type, String... lines) {
        try {
            Path file = Files.createTempFile(operator.folder(), "events", ".jsonl");
            Files.write(file, List.of(lines));
            return operator.run("ingest", file.toString(), "--type", type, "--wait", "--json");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    HttpResponse<String> postEvent(String contentType, String body) {
        return http.post(url("ingest-service", "/v1/events"), contentType, body);
    }

    static JsonNode json(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException("not JSON: " + response.body(), e);
        }
    }

    Connection sqlite() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:sqlite:" + status.path("sqlitePath").asText() + "?busy_timeout=10000");
    }

    Connection supabase() throws SQLException {
        return Connections.jdbc(
                        SupabaseDatabase.parse(status.path("postgresUrl").asText()))
                .getConnection();
    }

    /** Rows of each entity, counted past all services. */
    Map<String, Long> sqliteCounts() throws SQLException {
        try (Connection connection = sqlite()) {
            return counts(connection, Entity::sqliteTable);
        }
    }

    Map<String, Long> supabaseCounts() throws SQLException {
        try (Connection connection = supabase()) {
            return counts(connection, Entity::name);
        }
    }

    private static Map<String, Long> counts(Connection connection, Function<Entity, String> table) throws SQLException {
        Map<String, Long> counts = new TreeMap<>();
        for (Entity entity : Catalogue.shipped().entities()) {
            counts.put(entity.name(), number(connection, "SELECT count(*) FROM \"" + table.apply(entity) + "\""));
        }
        return counts;
    }

    static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }

    static void alter(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).as(sql).isPositive();
        }
    }
}
