package io.evenkeel.e2e.faults;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.LogicalType;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.value.Timestamps;
import io.evenkeel.contract.value.Value;
import io.evenkeel.contract.value.Vector;
import io.evenkeel.supabase.Connections;
import io.evenkeel.supabase.SupabaseDatabase;
import java.nio.ByteOrder;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What people do to rows with SQL of their own, in either store; and what is there, without the stores' code. */
final class PastTheLog {
    private final Installation installation;

    PastTheLog(Installation installation) {
        this.installation = installation;
    }

    /** Writes one column of a row. */
    void set(Backend store, Entity entity, String id, String column, Value value) {
        Column changed = entity.column(column).orElseThrow();
        update(
                store,
                "UPDATE " + entity.name() + " SET " + column + " = " + parameter(store, changed.type()) + " WHERE id = "
                        + parameter(store, entity.keyColumn().type()),
                value,
                new Value.Text(id));
    }

    void delete(Backend store, Entity entity, String id) {
        update(
                store,
                "DELETE FROM " + entity.name() + " WHERE id = "
                        + parameter(store, entity.keyColumn().type()),
                new Value.Text(id));
    }

    /** Puts a row beside another, equal but for its key. */
    void copy(Backend store, Entity entity, String id, String to) {
        String others = entity.columns().stream()
                .map(Column::name)
                .filter(name -> !name.equals("id"))
                .collect(Collectors.joining(", "));
        update(
                store,
                "INSERT INTO " + entity.name() + " (workspace_id, id, " + others + ") SELECT workspace_id, "
                        + parameter(store, entity.keyColumn().type()) + ", " + others + " FROM " + entity.name()
                        + " WHERE id = " + parameter(store, entity.keyColumn().type()),
                new Value.Text(to),
                new Value.Text(id));
    }

    /** Gives each of two rows the other's key. */
    void swap(Backend store, Entity entity, String one, String other) {
        for (List<String> step : List.of(List.of(one, "between"), List.of(other, one), List.of("between", other))) {
            update(
                    store,
                    "UPDATE " + entity.name() + " SET id = ? WHERE id = ?",
                    new Value.Text(step.get(1)),
                    new Value.Text(step.get(0)));
        }
    }

    /** How many rows of an entity have a key that begins so. */
    long count(Backend store, Entity entity, String column, String prefix) {
        try (Connection connection = open(store);
                PreparedStatement select = connection.prepareStatement(
                        "SELECT count(*) FROM " + entity.name() + " WHERE " + column + " LIKE ?")) {
            select.setString(1, prefix + "%");
            try (ResultSet found = select.executeQuery()) {
                found.next();
                return found.getLong(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Any row of a table that the load writes, and changes its title. */
    String tamperWithAny(Backend store, String table) {
        try (Connection connection = open(store);
                PreparedStatement select =
                        connection.prepareStatement("SELECT id FROM " + table + " ORDER BY random() LIMIT 1");
                ResultSet found = select.executeQuery()) {
            if (!found.next()) {
                throw new AssertionError(store + " has no row in " + table);
            }
            String id = found.getString(1);
            update(store, "UPDATE " + table + " SET title = 'tampered' WHERE id = ?", new Value.Text(id));
            return id;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void update(Backend store, String sql, Value... values) {
        try (Connection connection = open(store);
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                bind(store, statement, i + 1, values[i]);
            }
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(store + ": " + sql + " with " + Arrays.toString(values), e);
        }
    }

    private Connection open(Backend store) throws SQLException {
        return store == Backend.SQLITE
                ? DriverManager.getConnection("jdbc:sqlite:" + installation.sqlite() + "?busy_timeout=20000")
                : Connections.jdbc(SupabaseDatabase.parse(installation.owner())).getConnection();
    }

    private static String parameter(Backend store, LogicalType type) {
        if (store == Backend.SQLITE) {
            return "?";
        }
        return switch (type) {
            case LogicalType.Text ignored -> "?";
            case LogicalType.Int64 ignored -> "?::bigint";
            case LogicalType.Float64 ignored -> "?::double precision";
            case LogicalType.Decimal ignored -> "?::numeric";
            case LogicalType.Bool ignored -> "?::boolean";
            case LogicalType.Uuid ignored -> "?::uuid";
            case LogicalType.Timestamp ignored -> "?::timestamptz";
            case LogicalType.Json ignored -> "?::jsonb";
            case LogicalType.TextArray ignored -> "array(SELECT jsonb_array_elements_text(?::jsonb))";
            case LogicalType.Vector ignored -> "?::vector";
        };
    }

    private static void bind(Backend store, PreparedStatement statement, int index, Value value) throws SQLException {
        boolean sqlite = store == Backend.SQLITE;
        switch (value) {
            case Value.Null ignored -> statement.setNull(index, Types.VARCHAR);
            case Value.Text text -> statement.setString(index, text.text());
            case Value.Int64 number -> statement.setLong(index, number.number());
            case Value.Float64 number -> statement.setDouble(index, number.number());
            case Value.Decimal number ->
                statement.setString(index, number.number().toPlainString());
            case Value.Bool bool -> statement.setObject(index, sqlite ? (bool.value() ? 1 : 0) : bool.value());
            case Value.Uuid uuid -> statement.setString(index, uuid.uuid().toString());
            case Value.Timestamp time -> {
                if (sqlite) {
                    statement.setLong(index, time.micros());
                } else {
                    statement.setString(index, Timestamps.format(time.micros()));
                }
            }
            case Value.Json json -> statement.setString(index, json.canonical());
            case Value.TextArray array -> statement.setString(index, json(array).toString());
            case Value.Embedding embedding -> {
                Vector vector = embedding.vector();
                if (sqlite) {
                    statement.setBytes(index, vector.toBytes(ByteOrder.LITTLE_ENDIAN));
                } else {
                    statement.setString(index, Arrays.toString(vector.toArray()));
                }
            }
        }
    }

    private static ArrayNode json(Value.TextArray array) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        array.elements().forEach(json::add);
        return json;
    }
}
