package io.evenkeel.supabase;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.change.StoredState;
import io.evenkeel.contract.store.DigestSum;
import io.evenkeel.contract.store.DigestedRow;
import io.evenkeel.contract.store.KeyRange;
import io.evenkeel.contract.store.RangeSum;
import io.evenkeel.contract.store.ScannedRow;
import io.evenkeel.contract.store.Snapshot;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.store.StoreScanner;
import io.evenkeel.contract.store.VectorOrigin;
import io.evenkeel.contract.value.Digest;
import io.evenkeel.contract.value.RowKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Scans over JDBC. Digests are computed by Postgres: only key, digest and position travel. */
final class SupabaseStoreScanner implements StoreScanner, AutoCloseable {
    private final ScanConnections connections;
    private final Catalogue catalogue;
    private final String topic;
    private final SeesAllRows seesAllRows;

    SupabaseStoreScanner(ScanConnections connections, Catalogue catalogue, String topic) {
        this.connections = connections;
        this.catalogue = catalogue;
        this.topic = topic;
        this.seesAllRows = new SeesAllRows(catalogue);
    }

    @Override
    public Snapshot<List<DigestedRow>> digests(String entity, KeyRange range, int limit) {
        ScanSql sql = sql(entity);
        return snapshot(connection -> {
            try (PreparedStatement select = connection.prepareStatement(sql.digestsOfRange(range))) {
                bind(select, range, limit);
                return digestedRows(entity, select);
            }
        });
    }

    @Override
    public Snapshot<RangeSum> sum(String entity, KeyRange range, int limit, InFlight inFlight) {
        ScanSql sql = sql(entity);
        return connections.snapshotInTableOrder(connection -> {
            seesAllRows.verify(connection);
            Map<Integer, StorePosition> positions = positions(connection);
            DigestSum sum = DigestSum.NONE;
            List<Position> highest = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(sql.sumOfRange(range))) {
                bind(select, range, limit);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        Position position = position(row, 1);
                        if (!position.equals(StoredState.UNKNOWN_POSITION)) {
                            highest.add(position);
                        }
                        sum = sum.plus(new DigestSum(row.getLong(4), modulo(row, 5), modulo(row, 6)));
                    }
                }
            }
            for (DigestedRow row : digestedRows(connection, entity, sql, inFlight.at(positions))) {
                sum = sum.minus(row.digest());
            }
            return new Snapshot<>(new RangeSum(sum, highest), positions);
        });
    }

    @Override
    public Snapshot<List<DigestedRow>> digests(String entity, Collection<RowKey> keys) {
        ScanSql sql = sql(entity);
        return snapshot(connection -> {
            return digestedRows(connection, entity, sql, keys);
        });
    }

    @Override
    public Snapshot<List<ScannedRow>> rows(String entity, Collection<RowKey> keys) {
        ScanSql sql = sql(entity);
        List<Column> columns = catalogue.entity(entity).columns();
        return snapshot(connection -> {
            try (PreparedStatement select = connection.prepareStatement(sql.rowsOfKeys())) {
                bind(connection, select, sql, keys);
                List<ScannedRow> found = new ArrayList<>();
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        Map<String, ScannedRow.ScannedValue> values = new LinkedHashMap<>();
                        int index = 6;
                        for (Column column : columns) {
                            values.put(
                                    column.name(),
                                    new ScannedRow.ScannedValue(row.getString(index), row.getString(index + 1)));
                            index += 2;
                        }
                        found.add(new ScannedRow(key(entity, row), position(row, 3), values));
                    }
                }
                return found;
            }
        });
    }

    @Override
    public Snapshot<Map<String, Long>> counts() {
        return snapshot(connection -> {
            Map<String, Long> counts = new LinkedHashMap<>();
            for (Entity entity : catalogue.entities()) {
                try (Statement statement = connection.createStatement();
                        ResultSet row =
                                statement.executeQuery(sql(entity.name()).count())) {
                    row.next();
                    counts.put(entity.name(), row.getLong(1));
                }
            }
            return counts;
        });
    }

    @Override
    public Snapshot<List<VectorOrigin>> vectorOrigins() {
        return snapshot(EmbeddingModels::read);
    }

    @Override
    public Map<Integer, StorePosition> positions() {
        return connections.snapshot(this::positions);
    }

    @Override
    public void close() {
        connections.close();
    }

    private ScanSql sql(String entity) {
        return new ScanSql(catalogue.entity(entity));
    }

    private <T> Snapshot<T> snapshot(ScanConnections.Work<T> work) {
        return connections.snapshot(connection -> {
            seesAllRows.verify(connection);
            Map<Integer, StorePosition> positions = positions(connection);
            return new Snapshot<>(work.read(connection), positions);
        });
    }

    private Map<Integer, StorePosition> positions(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT partition, next_offset, epoch,"
                + " applied_offset FROM public.evenkeel_position WHERE topic = ?")) {
            select.setString(1, topic);
            Map<Integer, StorePosition> positions = new HashMap<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    int partition = row.getInt(1);
                    Position applied = new Position(row.getLong(3), partition, row.getLong(4));
                    positions.put(partition, new StorePosition(partition, row.getLong(2), applied));
                }
            }
            return positions;
        }
    }

    private static void bind(Connection connection, PreparedStatement select, ScanSql sql, Collection<RowKey> keys)
            throws SQLException {
        List<RowKey> possible =
                keys.stream().filter(key -> sql.canBeKey(key.key())).toList();
        select.setArray(
                1,
                connection.createArrayOf(
                        "text", possible.stream().map(RowKey::workspace).toArray()));
        select.setArray(
                2,
                connection.createArrayOf(
                        "text", possible.stream().map(RowKey::key).toArray()));
    }

    private static void bind(PreparedStatement select, KeyRange range, int limit) throws SQLException {
        int parameter = 1;
        for (String bound : ScanSql.bounds(range)) {
            select.setString(parameter++, bound);
        }
        select.setInt(parameter, limit);
    }

    /** The lowest 64 bits of a sum. */
    private static long modulo(ResultSet row, int column) throws SQLException {
        return row.getBigDecimal(column).toBigInteger().longValue();
    }

    private static List<DigestedRow> digestedRows(
            Connection connection, String entity, ScanSql sql, Collection<RowKey> keys) throws SQLException {
        if (keys.isEmpty()) {
            return List.of();
        }
        try (PreparedStatement select = connection.prepareStatement(sql.digestsOfKeys())) {
            bind(connection, select, sql, keys);
            return digestedRows(entity, select);
        }
    }

    private static List<DigestedRow> digestedRows(String entity, PreparedStatement select) throws SQLException {
        List<DigestedRow> found = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                found.add(new DigestedRow(key(entity, row), Digest.fromBytes(row.getBytes(3)), position(row, 4)));
            }
        }
        return found;
    }

    private static RowKey key(String entity, ResultSet row) throws SQLException {
        return new RowKey(entity, row.getString(1), row.getString(2));
    }

    private static Position position(ResultSet row, int column) throws SQLException {
        long epoch = row.getLong(column);
        boolean unknown = row.wasNull();
        int partition = row.getInt(column + 1);
        unknown |= row.wasNull();
        long offset = row.getLong(column + 2);
        unknown |= row.wasNull();
        return unknown ? StoredState.UNKNOWN_POSITION : new Position(epoch, partition, offset);
    }
}
