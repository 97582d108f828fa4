package io.evenkeel.sqlite;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.store.DigestedRow;
import io.evenkeel.contract.store.KeyRange;
import io.evenkeel.contract.store.RangeSum;
import io.evenkeel.contract.store.ScannedRow;
import io.evenkeel.contract.store.Snapshot;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.store.StoreScanner;
import io.evenkeel.contract.store.VectorOrigin;
import io.evenkeel.contract.value.RowKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Scans a SQLite file through {@link RawTable}, which knows nothing of how rows are written. */
final class SqliteStoreScanner implements StoreScanner {
    private static final int KEYS_AT_ONCE = 256;

    private final Catalogue catalogue;
    private final ReadConnections connections;

    /** What becomes of a found row. */
    @FunctionalInterface
    private interface RowMaker<T> {
        T make(RawTable table, ResultSet found) throws SQLException;
    }

    SqliteStoreScanner(Catalogue catalogue, ReadConnections connections) {
        this.catalogue = catalogue;
        this.connections = connections;
    }

    @Override
    public Snapshot<List<DigestedRow>> digests(String entity, KeyRange range, int limit) {
        return connections.snapshot(connection -> {
            RawTable table = RawTable.of(catalogue.entity(entity), connection);
            List<byte[]> bounds = new ArrayList<>();
            String sql = select(table, range, bounds) + " LIMIT ?";
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                bind(select, bounds, limit);
                return collect(select, table, RawTable::digested);
            }
        });
    }

    @Override
    public Snapshot<RangeSum> sum(String entity, KeyRange range, int limit, InFlight inFlight) {
        return connections.snapshot((connection, positions) -> {
            RawTable table = RawTable.of(catalogue.entity(entity), connection);
            List<byte[]> bounds = new ArrayList<>();
            String sql = select(table, range, bounds) + " LIMIT ?";
            SumOfRows sum = new SumOfRows();
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                bind(select, bounds, limit);
                try (ResultSet found = select.executeQuery()) {
                    while (found.next()) {
                        table.addTo(sum, found);
                    }
                }
            }
            for (DigestedRow row : byKeys(connection, table, inFlight.at(positions), RawTable::digested)) {
                sum.leaveOut(row);
            }
            return sum.total(positions);
        });
    }

    @Override
    public Snapshot<List<DigestedRow>> digests(String entity, Collection<RowKey> keys) {
        return byKeys(entity, keys, RawTable::digested);
    }

    @Override
    public Snapshot<List<ScannedRow>> rows(String entity, Collection<RowKey> keys) {
        return byKeys(entity, keys, RawTable::scanned);
    }

    @Override
    public Snapshot<Map<String, Long>> counts() {
        return connections.snapshot(connection -> {
            Map<String, Long> counts = new LinkedHashMap<>();
            try (Statement statement = connection.createStatement()) {
                for (Entity entity : catalogue.entities()) {
                    try (ResultSet found =
                            statement.executeQuery("SELECT COUNT(*) FROM " + RawTable.quoted(entity.sqliteTable()))) {
                        found.next();
                        counts.put(entity.name(), found.getLong(1));
                    }
                }
            }
            return counts;
        });
    }

    @Override
    public Snapshot<List<VectorOrigin>> vectorOrigins() {
        return connections.snapshot(EmbeddingModelTable::read);
    }

    @Override
    public Map<Integer, StorePosition> positions() {
        return connections.positions();
    }

    /**
     * Selects the rows of a range in the order of their keys. Without that order another index that begins with the workspace
     * may serve, and the whole table is read for a range.
     *
     * @param parameters receives what is to be bound
     */
    static String select(RawTable table, KeyRange range, List<byte[]> parameters) {
        String workspace = "";
        if (range.workspace() != null) {
            parameters.add(RawText.encode(range.workspace()));
            workspace = " AND " + table.workspace() + " = CAST(? AS TEXT)";
        }
        return table.select()
                + " WHERE TRUE"
                + workspace
                + condition(table, " > ", range.after(), parameters)
                + condition(table, " <= ", range.upTo(), parameters)
                + " ORDER BY " + table.order();
    }

    private static String condition(
            RawTable table, String comparison, KeyRange.@Nullable Bound bound, List<byte[]> parameters) {
        if (bound == null) {
            return "";
        }
        parameters.add(RawText.encode(bound.workspace()));
        parameters.add(RawText.encode(bound.key()));
        // The plus takes the affinity away that a cast has; with it the index would serve the workspace alone, and a
        // range in the middle of a table would be looked for from its beginning.
        return " AND (" + table.order() + ")" + comparison + "(+CAST(? AS TEXT), +CAST(? AS TEXT))";
    }

    private <T> Snapshot<List<T>> byKeys(String entity, Collection<RowKey> keys, RowMaker<T> maker) {
        return connections.snapshot(
                connection -> byKeys(connection, RawTable.of(catalogue.entity(entity), connection), keys, maker));
    }

    private static <T> List<T> byKeys(Connection connection, RawTable table, Collection<RowKey> keys, RowMaker<T> maker)
            throws SQLException {
        Map<String, List<String>> byWorkspace = new LinkedHashMap<>();
        keys.forEach(key -> byWorkspace
                .computeIfAbsent(key.workspace(), workspace -> new ArrayList<>())
                .add(key.key()));
        List<T> rows = new ArrayList<>();
        for (var workspace : byWorkspace.entrySet()) {
            List<String> wanted = workspace.getValue();
            for (int from = 0; from < wanted.size(); from += KEYS_AT_ONCE) {
                List<String> some = wanted.subList(from, Math.min(from + KEYS_AT_ONCE, wanted.size()));
                rows.addAll(some(connection, table, workspace.getKey(), some, maker));
            }
        }
        return rows;
    }

    private static void bind(PreparedStatement select, List<byte[]> bounds, int limit) throws SQLException {
        for (int i = 0; i < bounds.size(); i++) {
            select.setBytes(i + 1, bounds.get(i));
        }
        select.setInt(bounds.size() + 1, limit);
    }

    private static <T> List<T> some(
            Connection connection, RawTable table, String workspace, List<String> keys, RowMaker<T> maker)
            throws SQLException {
        String sql = table.select() + " WHERE " + table.workspace() + " = CAST(? AS TEXT) AND " + table.key() + " IN ("
                + "CAST(? AS TEXT), ".repeat(keys.size() - 1) + "CAST(? AS TEXT))";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setBytes(1, RawText.encode(workspace));
            for (int i = 0; i < keys.size(); i++) {
                select.setBytes(i + 2, RawText.encode(keys.get(i)));
            }
            return collect(select, table, maker);
        }
    }

    private static <T> List<T> collect(PreparedStatement select, RawTable table, RowMaker<T> maker)
            throws SQLException {
        List<T> rows = new ArrayList<>();
        try (ResultSet found = select.executeQuery()) {
            while (found.next()) {
                rows.add(maker.make(table, found));
            }
        }
        return rows;
    }
}
