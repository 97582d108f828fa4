package io.evenkeel.sqlite;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.change.RowWrite;
import io.evenkeel.contract.change.StoredState;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.Value;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Carries out a plan's writes in prepared batches, one entity and kind at a time. */
final class RowWriter {
    private static final int BATCH_ROWS = 500;
    private static final String DROP_TOMBSTONE =
            "DELETE FROM evenkeel_tombstone WHERE entity = ? AND workspace_id = ? AND key = ?";
    private static final String PUT_TOMBSTONE = """
        INSERT INTO evenkeel_tombstone
        (entity, workspace_id, key, epoch, "partition", "offset", sequence) VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (entity, workspace_id, key) DO UPDATE SET epoch = excluded.epoch,
        "partition" = excluded."partition", "offset" = excluded."offset", sequence = excluded.sequence\
        """;
    private static final String RAISE_TOMBSTONE =
            "UPDATE evenkeel_tombstone SET sequence = ? WHERE entity = ? AND workspace_id = ? AND key = ?";

    private final WriterSession session;
    private final Catalogue catalogue;
    private final Map<String, TableSql> tables;
    private final SqliteStoredState stored;

    private record Group(Class<?> kind, String entity) {}

    /** One row's parameters. */
    @FunctionalInterface
    private interface Binding<W extends RowWrite> {
        void bind(PreparedStatement statement, W write) throws SQLException;
    }

    /**
     * @param tables by entity
     * @param stored what the plan was made from: tells where a tombstone has to go
     */
    RowWriter(WriterSession session, Catalogue catalogue, Map<String, TableSql> tables, SqliteStoredState stored) {
        this.session = session;
        this.catalogue = catalogue;
        this.tables = tables;
        this.stored = stored;
    }

    /**
     * Writes in the order of the plan; writes of one entity may overtake those of another at the same depth, which no
     * foreign key connects.
     */
    void write(List<RowWrite> writes) throws SQLException {
        Map<Group, List<RowWrite>> groups = new LinkedHashMap<>();
        for (RowWrite write : writes) {
            groups.computeIfAbsent(new Group(write.getClass(), write.key().entity()), group -> new ArrayList<>())
                    .add(write);
        }
        for (List<RowWrite> group : groups.values()) {
            String entity = group.getFirst().key().entity();
            TableSql table = Objects.requireNonNull(tables.get(entity), entity);
            switch (group.getFirst()) {
                case RowWrite.Put ignored -> put(table, of(RowWrite.Put.class, group));
                case RowWrite.Remove ignored -> remove(table, of(RowWrite.Remove.class, group));
                case RowWrite.Raise ignored -> raise(table, of(RowWrite.Raise.class, group));
                case RowWrite.Erase ignored -> erase(table, of(RowWrite.Erase.class, group));
            }
        }
    }

    private static <W extends RowWrite> List<W> of(Class<W> kind, List<RowWrite> writes) {
        return writes.stream().map(kind::cast).toList();
    }

    private void put(TableSql table, List<RowWrite.Put> puts) throws SQLException {
        List<RowWrite.Put> upserts = new ArrayList<>();
        List<RowWrite.Put> updates = new ArrayList<>();
        for (RowWrite.Put put : puts) {
            (keepsItsRow(put) ? updates : upserts).add(put);
        }
        batch(table.upsert(), upserts, RowWriter::bind);
        batch(table.update(), updates, RowWriter::bind);
        batch(DROP_TOMBSTONE, withTombstone(puts), (statement, put) -> bindTombstoneKey(statement, 1, put.key()));
    }

    /** Whether the row is there, and under the same owner: not so where the batch removes it before, and puts it elsewhere. */
    private boolean keepsItsRow(RowWrite.Put put) {
        StoredState.Stored row = stored.row(put.key());
        return row != null
                && Objects.equals(
                        row.parentKey(),
                        put.row().parent(catalogue).map(RowKey::key).orElse(null));
    }

    private static void bind(PreparedStatement statement, RowWrite.Put put) throws SQLException {
        int index = 1;
        statement.setString(index++, put.key().workspace());
        for (Value value : put.row().values()) {
            StoredValues.bind(statement, index++, value);
        }
        bindSource(statement, index, put.position(), put.sequence());
    }

    private void remove(TableSql table, List<RowWrite.Remove> removals) throws SQLException {
        batch(table.delete(), removals, (statement, removal) -> bindKey(statement, removal.key()));
        batch(PUT_TOMBSTONE, removals, (statement, removal) -> {
            bindTombstoneKey(statement, 1, removal.key());
            bindSource(statement, 4, removal.position(), removal.sequence());
        });
    }

    private void erase(TableSql table, List<RowWrite.Erase> erasures) throws SQLException {
        batch(table.delete(), erasures, (statement, erasure) -> bindKey(statement, erasure.key()));
        batch(
                DROP_TOMBSTONE,
                withTombstone(erasures),
                (statement, erasure) -> bindTombstoneKey(statement, 1, erasure.key()));
    }

    private void raise(TableSql table, List<RowWrite.Raise> raises) throws SQLException {
        batch(table.raise(), raises, (statement, raise) -> {
            statement.setLong(1, raise.sequence());
            statement.setString(2, raise.key().workspace());
            statement.setString(3, raise.key().key());
        });
        batch(RAISE_TOMBSTONE, withTombstone(raises), (statement, raise) -> {
            statement.setLong(1, raise.sequence());
            bindTombstoneKey(statement, 2, raise.key());
        });
    }

    private <W extends RowWrite> List<W> withTombstone(List<W> writes) {
        return stored.hasTombstones()
                ? writes.stream()
                        .filter(write -> stored.hasTombstone(write.key()))
                        .toList()
                : List.of();
    }

    private <W extends RowWrite> void batch(String sql, List<W> writes, Binding<W> binding) throws SQLException {
        if (writes.isEmpty()) {
            return;
        }
        PreparedStatement statement = session.prepare(sql);
        try {
            int waiting = 0;
            for (W write : writes) {
                binding.bind(statement, write);
                statement.addBatch();
                if (++waiting == BATCH_ROWS) {
                    statement.executeBatch();
                    waiting = 0;
                }
            }
            if (waiting > 0) {
                statement.executeBatch();
            }
        } finally {
            statement.clearBatch();
        }
    }

    private static void bindKey(PreparedStatement statement, RowKey key) throws SQLException {
        statement.setString(1, key.workspace());
        statement.setString(2, key.key());
    }

    private static void bindTombstoneKey(PreparedStatement statement, int first, RowKey key) throws SQLException {
        statement.setString(first, key.entity());
        statement.setString(first + 1, key.workspace());
        statement.setString(first + 2, key.key());
    }

    private static void bindSource(PreparedStatement statement, int first, Position position, @Nullable Long sequence)
            throws SQLException {
        statement.setLong(first, position.epoch());
        statement.setInt(first + 1, position.partition());
        statement.setLong(first + 2, position.offset());
        if (sequence == null) {
            statement.setNull(first + 3, Types.NULL);
        } else {
            statement.setLong(first + 3, sequence);
        }
    }
}
