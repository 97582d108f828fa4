package io.evenkeel.sqlite;

import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.LogicalType;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.change.StoredState;
import io.evenkeel.contract.store.DigestedRow;
import io.evenkeel.contract.store.ScannedRow;
import io.evenkeel.contract.store.ScannedRow.ScannedValue;
import io.evenkeel.contract.value.CanonicalForm;
import io.evenkeel.contract.value.Digest;
import io.evenkeel.contract.value.RowKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A table as it lies in the file: every column with the storage class it really has. Result columns are workspace, key,
 * epoch, partition and offset, then the content columns.
 */
final class RawTable {
    private static final int FIRST_CONTENT = 6;

    private final Entity entity;

    RawTable(Entity entity) {
        this.entity = entity;
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
            sql.append(", ").append(raw(column));
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
        List<byte @Nullable []> payloads = new ArrayList<>(entity.columns().size());
        for (int i = 0; i < entity.columns().size(); i++) {
            payloads.add(RawPayload.of(entity.columns().get(i).type(), found.getObject(FIRST_CONTENT + i)));
        }
        RowKey key = key(found);
        Digest digest = Digest.of(CanonicalForm.encode(entity, key.workspace(), payloads));
        return new DigestedRow(key, digest, position(found));
    }

    ScannedRow scanned(ResultSet found) throws SQLException {
        Map<String, ScannedValue> columns = new LinkedHashMap<>();
        for (int i = 0; i < entity.columns().size(); i++) {
            Column column = entity.columns().get(i);
            Object stored = found.getObject(FIRST_CONTENT + i);
            byte[] payload = RawPayload.of(column.type(), stored);
            columns.put(
                    column.name(),
                    payload == null || stored == null
                            ? new ScannedValue(null, null)
                            : new ScannedValue(
                                    HexFormat.of().formatHex(payload), RawDisplay.of(column.type(), stored)));
        }
        return new ScannedRow(key(found), position(found), columns);
    }

    private RowKey key(ResultSet found) throws SQLException {
        return new RowKey(entity.name(), RawText.decode(found.getBytes(1)), RawText.decode(found.getBytes(2)));
    }

    private static Position position(ResultSet found) throws SQLException {
        long epoch = found.getLong(3);
        return found.wasNull() ? StoredState.UNKNOWN_POSITION : new Position(epoch, found.getInt(4), found.getLong(5));
    }
}
