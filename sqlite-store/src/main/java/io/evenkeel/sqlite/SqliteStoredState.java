package io.evenkeel.sqlite;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.change.StoredState;
import io.evenkeel.contract.value.RowKey;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the file knows of its rows, read through the writer's connection within its transaction. */
final class SqliteStoredState implements StoredState {
    private static final String TOMBSTONES = "SELECT key, epoch, \"partition\", \"offset\", sequence, NULL, NULL"
            + " FROM evenkeel_tombstone WHERE entity = ? AND workspace_id = ? AND key IN ";

    /** Few sizes, so that few statements are prepared; a shorter list repeats its last key. */
    private static final int[] LIST_SIZES = {1, 16, 256};

    private final WriterSession session;
    private final Catalogue catalogue;

    private record Group(String entity, String workspace) {}

    SqliteStoredState(WriterSession session, Catalogue catalogue) {
        this.session = session;
        this.catalogue = catalogue;
    }

    /** A failure while the planner reads; {@link StoredState} knows no SQL. */
    static final class ReadFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final SQLException reason;

        ReadFailure(SQLException reason) {
            super(reason);
            this.reason = reason;
        }

        SQLException reason() {
            return reason;
        }
    }

    @Override
    public Map<RowKey, Stored> find(Collection<RowKey> keys) {
        try {
            Map<RowKey, Stored> known = new HashMap<>();
            for (Map.Entry<Group, List<String>> group : grouped(keys).entrySet()) {
                Group of = group.getKey();
                EntityTable table = new EntityTable(catalogue.entity(of.entity()));
                String rows = selectRows(table) + table.key() + " IN ";
                read(rows, of, false, List.of(of.workspace()), group.getValue(), known);
                read(TOMBSTONES, of, true, List.of(of.entity(), of.workspace()), group.getValue(), known);
            }
            return known;
        } catch (SQLException failed) {
            throw new ReadFailure(failed);
        }
    }

    @Override
    public Map<RowKey, Stored> children(String childEntity, Collection<RowKey> parents) {
        try {
            EntityTable table = new EntityTable(catalogue.entity(childEntity));
            String rows = selectRows(table) + table.parent() + " IN ";
            Map<RowKey, Stored> known = new LinkedHashMap<>();
            for (Map.Entry<Group, List<String>> group : grouped(parents).entrySet()) {
                String workspace = group.getKey().workspace();
                read(rows, new Group(childEntity, workspace), false, List.of(workspace), group.getValue(), known);
            }
            return known;
        } catch (SQLException failed) {
            throw new ReadFailure(failed);
        }
    }

    private static String selectRows(EntityTable table) {
        return "SELECT " + table.key() + ", source_epoch, source_partition, source_offset, source_sequence, "
                + table.parent() + ", " + table.origin() + " FROM " + table.name() + " WHERE " + EntityTable.WORKSPACE
                + " = ? AND ";
    }

    private static Map<Group, List<String>> grouped(Collection<RowKey> keys) {
        Map<Group, List<String>> groups = new LinkedHashMap<>();
        keys.forEach(key -> groups.computeIfAbsent(new Group(key.entity(), key.workspace()), group -> new ArrayList<>())
                .add(key.key()));
        return groups;
    }

    private void read(
            String select,
            Group of,
            boolean tombstones,
            List<String> leading,
            List<String> keys,
            Map<RowKey, Stored> known)
            throws SQLException {
        int from = 0;
        while (from < keys.size()) {
            int size = listSize(keys.size() - from);
            PreparedStatement statement = session.prepare(select + "(" + "?, ".repeat(size - 1) + "?)");
            int index = 1;
            for (String value : leading) {
                statement.setString(index++, value);
            }
            for (int i = 0; i < size; i++) {
                statement.setString(index++, keys.get(Math.min(from + i, keys.size() - 1)));
            }
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    RowKey key = new RowKey(of.entity(), of.workspace(), found.getString(1));
                    known.merge(key, stored(found, tombstones), SqliteStoredState::later);
                }
            }
            from += size;
        }
    }

    private static int listSize(int keys) {
        for (int size : LIST_SIZES) {
            if (keys <= size) {
                return size;
            }
        }
        return LIST_SIZES[LIST_SIZES.length - 1];
    }

    private static Stored stored(ResultSet found, boolean tombstone) throws SQLException {
        long epoch = found.getLong(2);
        Position position =
                found.wasNull() ? StoredState.UNKNOWN_POSITION : new Position(epoch, found.getInt(3), found.getLong(4));
        long sequence = found.getLong(5);
        @Nullable Long held = found.wasNull() ? null : (Long) sequence;
        return new Stored(position, held, tombstone, found.getString(6), found.getString(7));
    }

    /** A row that came past the log over a tombstone does not undo what the log says. */
    private static Stored later(Stored row, Stored tombstone) {
        return row.position().isAfter(tombstone.position()) ? row : tombstone;
    }
}
