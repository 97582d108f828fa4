package io.evenkeel.sqlite;

import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.LogicalType;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.change.StoredState;
import io.evenkeel.contract.store.DigestedRow;
import io.evenkeel.contract.store.ScannedRow;
import io.evenkeel.contract.store.ScannedRow.ScannedValue;
import io.evenkeel.contract.value.Digest;
import io.evenkeel.contract.value.RowDigester;
import io.evenkeel.contract.value.RowKey;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A table as it lies in the file: every column with the storage class it really has. Result columns are workspace, key,
 * epoch, partition and offset, then the content columns. One thread.
 */
final class RawTable {
    private static final int WORKSPACE = 1;
    private static final int KEY = 2;
    private static final int FIRST_CONTENT = 6;

    private final Entity entity;
    private final boolean strict;
    private final RowDigester digester;
    private final List<Field> fields;
    private final byte[] @Nullable [] payloads;

    /** How a content column is read, which is decided once and not row by row. */
    private record Field(Reader reader, RawPayload.Maker maker) {}

    /** Reads what is stored. */
    @FunctionalInterface
    private interface Reader {
        @Nullable
        Object read(ResultSet found, int index) throws SQLException;
    }

    /**
     * A table.
     *
     * @param strict whether SQLite itself sees to it that each column holds NULL or what its type ought to have
     */
    RawTable(Entity entity, boolean strict) {
        this.entity = entity;
        this.strict = strict;
        digester = new RowDigester(entity);
        fields = entity.columns().stream()
                .map(column -> new Field(
                        strict ? strictly(column.type()) : ResultSet::getObject, RawPayload.maker(column.type())))
                .toList();
        payloads = new byte[fields.size()][];
    }

    /** The table as it is declared now. */
    static RawTable of(Entity entity, Connection connection) throws SQLException {
        return new RawTable(entity, DeclaredTypes.areStrict(entity, connection));
    }

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    String workspace() {
        return quoted(Entity.WORKSPACE_COLUMN);
    }

    String key() {
        return quoted(entity.keyColumn().sqliteName());
    }

    /** The columns in whose order rows are scanned: as text, also where the key is a number. */
    String order() {
        boolean number = entity.keyColumn().type() instanceof LogicalType.Int64;
        return workspace() + ", " + (number ? "CAST(" + key() + " AS TEXT)" : key());
    }

    String select() {
        StringBuilder sql = new StringBuilder("SELECT CAST(" + workspace() + " AS BLOB), CAST(CAST(" + key()
                + " AS TEXT) AS BLOB), source_epoch, source_partition, source_offset");
        for (Column column : entity.columns()) {
            sql.append(", ").append(strict ? quoted(column.sqliteName()) : raw(column));
        }
        return sql.append(" FROM ").append(quoted(entity.sqliteTable())).toString();
    }

    /**
     * The driver gives numbers as numbers, BLOBs as bytes and text as a string, which hides bytes that are no UTF-8. So
     * the kind that the column ought to have comes as bytes, and the other, which ought not to be there, as hex.
     */
    private static String raw(Column column) {
        String name = quoted(column.sqliteName());
        return column.type() instanceof LogicalType.Vector
                ? "CASE typeof(" + name + ") WHEN 'text' THEN hex(" + name + ") ELSE " + name + " END"
                : "CASE typeof(" + name + ") WHEN 'text' THEN CAST(" + name + " AS BLOB) WHEN 'blob' THEN hex(" + name
                        + ") ELSE " + name + " END";
    }

    DigestedRow digested(ResultSet found) throws SQLException {
        return new DigestedRow(key(found), digest(found), position(found));
    }

    /** Adds the row up. */
    void addTo(SumOfRows sum, ResultSet found) throws SQLException {
        sum.add(digest(found), position(found));
    }

    ScannedRow scanned(ResultSet found) throws SQLException {
        Map<String, ScannedValue> columns = new LinkedHashMap<>();
        for (int i = 0; i < entity.columns().size(); i++) {
            Column column = entity.columns().get(i);
            Object stored = stored(found, i);
            byte[] payload = RawPayload.of(fields.get(i).maker(), stored);
            columns.put(
                    column.name(),
                    payload == null || stored == null
                            ? new ScannedValue(null, null)
                            : new ScannedValue(
                                    HexFormat.of().formatHex(payload), RawDisplay.of(column.type(), stored)));
        }
        return new ScannedRow(key(found), position(found), columns);
    }

    private Digest digest(ResultSet found) throws SQLException {
        for (int i = 0; i < payloads.length; i++) {
            payloads[i] = RawPayload.of(fields.get(i).maker(), stored(found, i));
        }
        return digester.digest(found.getBytes(WORKSPACE), payloads);
    }

    private @Nullable Object stored(ResultSet found, int column) throws SQLException {
        return fields.get(column).reader().read(found, FIRST_CONTENT + column);
    }

    /** The driver gives text as it is stored, when it is asked for bytes. */
    private static Reader strictly(LogicalType type) {
        return switch (type) {
            case LogicalType.Int64 ignored -> RawTable::integer;
            case LogicalType.Bool ignored -> RawTable::integer;
            case LogicalType.Timestamp ignored -> RawTable::integer;
            case LogicalType.Float64 ignored -> RawTable::real;
            case LogicalType.Text ignored -> ResultSet::getBytes;
            case LogicalType.Decimal ignored -> ResultSet::getBytes;
            case LogicalType.Uuid ignored -> ResultSet::getBytes;
            case LogicalType.Json ignored -> ResultSet::getBytes;
            case LogicalType.TextArray ignored -> ResultSet::getBytes;
            case LogicalType.Vector ignored -> ResultSet::getBytes;
        };
    }

    private static @Nullable Long integer(ResultSet found, int index) throws SQLException {
        long number = found.getLong(index);
        return number == 0 && found.wasNull() ? null : number;
    }

    private static @Nullable Double real(ResultSet found, int index) throws SQLException {
        double number = found.getDouble(index);
        return number == 0 && found.wasNull() ? null : number;
    }

    private RowKey key(ResultSet found) throws SQLException {
        return new RowKey(
                entity.name(), RawText.decode(found.getBytes(WORKSPACE)), RawText.decode(found.getBytes(KEY)));
    }

    private static Position position(ResultSet found) throws SQLException {
        long epoch = found.getLong(3);
        return epoch == 0 && found.wasNull()
                ? StoredState.UNKNOWN_POSITION
                : new Position(epoch, found.getInt(4), found.getLong(5));
    }
}
