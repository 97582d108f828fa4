package io.evenkeel.sqlite;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.change.RowWrite;
import io.evenkeel.contract.change.StoredState;
import io.evenkeel.contract.value.RowKey;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the file knows of its rows, read through the writer's connection within its transaction. */
final class SqliteStoredState implements StoredState {
    private static final String TOMBSTONES = "SELECT key, epoch, \"partition\", \"offset\", sequence, NULL, NULL"
            + " FROM evenkeel_tombstone WHERE entity = ? AND workspace_id = ? AND key IN ";

    private static final String ANY_TOMBSTONE =
            "SELECT 1 FROM evenkeel_tombstone WHERE entity = ? AND workspace_id = ? LIMIT 1";

    /** Few sizes, so that few statements are prepared; a shorter list repeats its last key. */
    private static final int[] LIST_SIZES = {1, 16, 256};

    private final WriterSession session;
    private final Map<String, TableSql> tables;
    private final Set<RowKey> tombstones = new HashSet<>();
    private final Map<RowKey, Stored> rows = new HashMap<>();

    private record Group(String entity, String workspace) {}

    /** @param tables by entity */
    SqliteStoredState(WriterSession session, Map<String, TableSql> tables) {
        this.session = session;
        this.tables = tables;
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
                read(sql(of.entity()).byKey(), of, false, List.of(of.workspace()), group.getValue(), known);
                if (anyTombstone(of)) {
                    read(TOMBSTONES, of, true, List.of(of.entity(), of.workspace()), group.getValue(), known);
                }
            }
            return known;
        } catch (SQLException failed) {
            throw new ReadFailure(failed);
        }
    }

    @Override
    public Map<RowKey, Stored> children(String childEntity, Collection<RowKey> parents) {
        try {
            String rows = sql(childEntity).byOwner();
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

    /** Takes note of what has been written since: what was looked up is then no longer so. */
    void changed(List<RowWrite> writes) {
        for (RowWrite write : writes) {
            switch (write) {
                case RowWrite.Put put -> {
                    rows.remove(put.key());
                    tombstones.remove(put.key());
                }
                case RowWrite.Remove remove -> {
                    rows.remove(remove.key());
                    tombstones.add(remove.key());
                }
                case RowWrite.Erase erase -> {
                    rows.remove(erase.key());
                    tombstones.remove(erase.key());
                }
                case RowWrite.Raise ignored -> {}
            }
        }
    }

    /** Whether any tombstone was found. */
    boolean hasTombstones() {
        return !tombstones.isEmpty();
    }

    /** Whether a tombstone was found when the key was looked for, also where a row came past it. */
    boolean hasTombstone(RowKey key) {
        return tombstones.contains(key);
    }

    /** The row as it lies in the table, where it was found, whatever its tombstone says. */
    @Nullable
    Stored row(RowKey key) {
        return rows.get(key);
    }

    /** Many entities never have one: then their keys need not be looked up, one by one. */
    private boolean anyTombstone(Group of) throws SQLException {
        PreparedStatement statement = session.prepare(ANY_TOMBSTONE);
        statement.setString(1, of.entity());
        statement.setString(2, of.workspace());
        try (ResultSet found = statement.executeQuery()) {
            return found.next();
        }
    }

    private TableSql sql(String entity) {
        return Objects.requireNonNull(tables.get(entity), entity);
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
            boolean tombstone,
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
                    Stored stored = stored(found, tombstone);
                    if (tombstone) {
                        tombstones.add(key);
                    } else {
                        rows.put(key, stored);
                    }
                    known.merge(key, stored, SqliteStoredState::later);
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
