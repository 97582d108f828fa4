package io.evenkeel.sqlite;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.store.ListQuery;
import io.evenkeel.contract.store.ScoredRow;
import io.evenkeel.contract.store.Snapshot;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.store.StoreReader;
import io.evenkeel.contract.store.VectorQuery;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads rows for applications. */
final class SqliteStoreReader implements StoreReader {
    private final Catalogue catalogue;
    private final ReadConnections connections;

    SqliteStoreReader(Catalogue catalogue, ReadConnections connections) {
        this.catalogue = catalogue;
        this.connections = connections;
    }

    @Override
    public Snapshot<Optional<Row>> get(RowKey key) {
        EntityTable table = table(key.entity());
        return connections.snapshot(connection -> find(connection, table, key.workspace(), key.key()));
    }

    static Optional<Row> find(Connection connection, EntityTable table, String workspace, String key)
            throws SQLException {
        String sql = table.select() + EntityTable.WORKSPACE + " = ? AND " + table.key() + " = ?";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, workspace);
            select.setString(2, key);
            try (ResultSet found = select.executeQuery()) {
                return found.next()
                        ? Optional.of(StoredValues.read(found, table.entity(), workspace))
                        : Optional.empty();
            }
        }
    }

    @Override
    public Snapshot<List<Row>> list(ListQuery query) {
        EntityTable table = table(query.entity());
        FilterSql filters = new FilterSql(table, query.filters());
        String after = query.after();
        String sql = table.select() + EntityTable.WORKSPACE + " = ?" + filters.sql()
                + (after == null ? "" : " AND " + table.keyText() + " > ?") + " ORDER BY " + table.keyText()
                + " LIMIT ?";
        return connections.snapshot(connection -> {
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                select.setString(1, query.workspace());
                int next = filters.bind(select, 2);
                if (after != null) {
                    select.setString(next++, after);
                }
                select.setInt(next, query.limit());
                List<Row> rows = new ArrayList<>();
                try (ResultSet found = select.executeQuery()) {
                    while (found.next()) {
                        rows.add(StoredValues.read(found, table.entity(), query.workspace()));
                    }
                }
                return rows;
            }
        });
    }

    @Override
    public Snapshot<List<ScoredRow>> nearest(VectorQuery query) {
        NearestScan scan = new NearestScan(table(query.entity()), query);
        return connections.snapshot(scan::run);
    }

    @Override
    public Snapshot<Map<String, Long>> counts(String workspace) {
        return connections.snapshot(connection -> {
            Map<String, Long> counts = new LinkedHashMap<>();
            for (Entity entity : catalogue.entities()) {
                String sql = "SELECT COUNT(*) FROM " + new EntityTable(entity).name() + " WHERE "
                        + EntityTable.WORKSPACE + " = ?";
                try (PreparedStatement select = connection.prepareStatement(sql)) {
                    select.setString(1, workspace);
                    try (ResultSet found = select.executeQuery()) {
                        found.next();
                        counts.put(entity.name(), found.getLong(1));
                    }
                }
            }
            return counts;
        });
    }

    @Override
    public Map<Integer, StorePosition> positions() {
        return connections.positions();
    }

    private EntityTable table(String entity) {
        return new EntityTable(catalogue.entity(entity));
    }
}
