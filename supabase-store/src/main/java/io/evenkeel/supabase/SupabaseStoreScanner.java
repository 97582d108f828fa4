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
import io.evenkeel.supabase.ScanConnections.Questions;
import java.nio.ByteBuffer;
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
import org.jspecify.annotations.Nullable;

/** Scans over JDBC. Digests are computed by Postgres: only key, digest and position travel. */
final class SupabaseStoreScanner implements StoreScanner, AutoCloseable {
    /** One parameter, the topic; what else is asked in the same message follows it. */
    private static final String POSITIONS =
            "SELECT partition, next_offset, epoch, applied_offset" + " FROM public.evenkeel_position WHERE topic = ?";

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
        Questions questions = new Questions(POSITIONS + "; " + sql.digestsOfRange(range), asked -> {
            asked.setString(1, topic);
            bind(asked, 2, sql.bounds(range), limit);
        });
        return snapshot(questions, rows -> digestedRows(entity, rows));
    }

    @Override
    public Snapshot<RangeSum> sum(String entity, KeyRange range, int limit, InFlight inFlight) {
        ScanSql sql = sql(entity);
        Questions questions = new Questions(POSITIONS + "; " + sql.sumOfRange(range), asked -> {
            asked.setString(1, topic);
            asked.setString(2, topic);
            bind(asked, 3, sql.bounds(range), limit);
        });
        return verified().snapshotInTableOrder(questions, (connection, answers) -> {
            Map<Integer, StorePosition> positions = positions(answers.next());
            ResultSet row = answers.next();
            row.next();
            DigestSum sum = sum(row.getBytes(1));
            boolean ahead = row.getBoolean(2);
            for (DigestedRow left : digestedRows(connection, entity, sql, inFlight.at(positions))) {
                sum = sum.minus(left.digest());
            }
            return new Snapshot<>(new RangeSum(sum, ahead), positions);
        });
    }

    @Override
    public Snapshot<List<DigestedRow>> digests(String entity, Collection<RowKey> keys) {
        ScanSql sql = sql(entity);
        return snapshot(ofKeys(sql, sql.digestsOfKeys(), keys), rows -> digestedRows(entity, rows));
    }

    @Override
    public Snapshot<List<ScannedRow>> rows(String entity, Collection<RowKey> keys) {
        ScanSql sql = sql(entity);
        List<Column> columns = catalogue.entity(entity).columns();
        return snapshot(ofKeys(sql, sql.rowsOfKeys(), keys), row -> {
            List<ScannedRow> found = new ArrayList<>();
            while (row.next()) {
                Map<String, ScannedRow.ScannedValue> values = new LinkedHashMap<>();
                int index = 6;
                for (Column column : columns) {
                    values.put(
                            column.name(), new ScannedRow.ScannedValue(row.getString(index), row.getString(index + 1)));
                    index += 2;
                }
                found.add(new ScannedRow(key(entity, row), position(row, 3), values));
            }
            return found;
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
        return connections.snapshot(positionsAlone(), (connection, answers) -> positions(answers.next()));
    }

    @Override
    public void close() {
        connections.close();
    }

    /** The connections, of a role that sees all rows. */
    private ScanConnections verified() {
        if (!seesAllRows.isVerified()) {
            connections.snapshot(connection -> {
                seesAllRows.verify(connection);
                return true;
            });
        }
        return connections;
    }

    private ScanSql sql(String entity) {
        return new ScanSql(catalogue.entity(entity));
    }

    private <T> Snapshot<T> snapshot(ScanConnections.Work<T> work) {
        return verified().snapshot(positionsAlone(), (connection, answers) -> {
            Map<Integer, StorePosition> positions = positions(answers.next());
            return new Snapshot<>(work.read(connection), positions);
        });
    }

    /** Reads rows. */
    @FunctionalInterface
    private interface RowsReader<T> {
        T read(ResultSet rows) throws SQLException;
    }

    /** The answer to a question that follows that for the positions. */
    private <T> Snapshot<T> snapshot(Questions questions, RowsReader<T> reader) {
        return verified().snapshot(questions, (connection, answers) -> {
            Map<Integer, StorePosition> positions = positions(answers.next());
            T read = reader.read(answers.next());
            return new Snapshot<>(read, positions);
        });
    }

    private Questions positionsAlone() {
        return new Questions(POSITIONS, asked -> asked.setString(1, topic));
    }

    private Questions ofKeys(ScanSql sql, String select, Collection<RowKey> keys) {
        return new Questions(POSITIONS + "; " + select, asked -> {
            asked.setString(1, topic);
            bind(asked, 2, sql, keys);
        });
    }

    private static Map<Integer, StorePosition> positions(ResultSet row) throws SQLException {
        Map<Integer, StorePosition> positions = new HashMap<>();
        while (row.next()) {
            int partition = row.getInt(1);
            Position applied = new Position(row.getLong(3), partition, row.getLong(4));
            positions.put(partition, new StorePosition(partition, row.getLong(2), applied));
        }
        return positions;
    }

    /** Binds the two parameters of a list of keys, of which the first is that one. */
    private static void bind(PreparedStatement select, int parameter, ScanSql sql, Collection<RowKey> keys)
            throws SQLException {
        Connection connection = select.getConnection();
        List<RowKey> possible =
                keys.stream().filter(key -> sql.canBeKey(key.key())).toList();
        select.setArray(
                parameter,
                connection.createArrayOf(
                        "text", possible.stream().map(RowKey::workspace).toArray()));
        select.setArray(
                parameter + 1,
                connection.createArrayOf(
                        "text", possible.stream().map(RowKey::key).toArray()));
    }

    /** Binds the parameters of a range, of which the first is that one. */
    private static void bind(PreparedStatement select, int first, List<String> bounds, int limit) throws SQLException {
        int parameter = first;
        for (String bound : bounds) {
            select.setString(parameter++, bound);
        }
        select.setInt(parameter, limit);
    }

    /** Of digests that stand one behind the other. */
    private static DigestSum sum(byte @Nullable [] digests) {
        if (digests == null) {
            return DigestSum.NONE;
        }
        ByteBuffer buffer = ByteBuffer.wrap(digests);
        long high = 0;
        long low = 0;
        while (buffer.hasRemaining()) {
            high += buffer.getLong();
            low += buffer.getLong();
        }
        return new DigestSum(digests.length / (2 * Long.BYTES), high, low);
    }

    private static List<DigestedRow> digestedRows(
            Connection connection, String entity, ScanSql sql, Collection<RowKey> keys) throws SQLException {
        if (keys.isEmpty()) {
            return List.of();
        }
        try (PreparedStatement select = connection.prepareStatement(sql.digestsOfKeys())) {
            bind(select, 1, sql, keys);
            try (ResultSet rows = select.executeQuery()) {
                return digestedRows(entity, rows);
            }
        }
    }

    private static List<DigestedRow> digestedRows(String entity, ResultSet row) throws SQLException {
        List<DigestedRow> found = new ArrayList<>();
        while (row.next()) {
            found.add(new DigestedRow(key(entity, row), Digest.fromBytes(row.getBytes(3)), position(row, 4)));
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
