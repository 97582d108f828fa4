package io.evenkeel.supabase;

import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.change.RowWrite;
import io.evenkeel.contract.change.StoredState;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.supabase.WriteSession.Command;
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

/**
 * What the writer's transaction sees of a part of a batch. A key is looked up once, however often the part is tried; what has
 * been written since is told by {@link #wrote}.
 */
final class StoredRows implements StoredState {
    private static final String TOMBSTONES = "SELECT t.workspace_id, t.key, t.epoch, t.partition,"
            + " t.\"offset\", t.sequence, NULL::text, NULL::text"
            + " FROM unnest(?::text[], ?::text[]) AS wanted (workspace_id, key) JOIN public.evenkeel_tombstone AS t"
            + " ON t.entity = ? AND t.workspace_id = wanted.workspace_id AND t.key = wanted.key"
            // Where there are none, as in a first load, one look is enough.
            + " WHERE EXISTS (SELECT FROM public.evenkeel_tombstone AS any_one WHERE any_one.entity = ?)";
    private static final int FIRST_STATE_COLUMN = 3;
    private static final int MOST_KEYS = 2_000;

    private final WriteSession session;
    private final CatalogueSql sql;
    private Set<RowKey> presumedNew;
    private final Set<RowKey> sought = new HashSet<>();
    private final Map<RowKey, Stored> states = new HashMap<>();
    private final Set<RowKey> tombstones = new HashSet<>();
    private final Set<RowKey> known = new HashSet<>();

    StoredRows(WriteSession session, CatalogueSql sql) {
        this(session, sql, Set.of());
    }

    /** @param presumedNew rows that are not looked up, but for their tombstones */
    StoredRows(WriteSession session, CatalogueSql sql, Set<RowKey> presumedNew) {
        this.session = session;
        this.sql = sql;
        this.presumedNew = presumedNew;
    }

    /** From now on these rows, of which none was found, are presumed to be new. */
    void presumeNew(Set<RowKey> rows) {
        presumedNew = rows;
    }

    /** Whether the row is inserted as new; the database must then see to it that it is. */
    boolean isPresumedNew(RowKey key) {
        return presumedNew.contains(key);
    }

    /** Whether any is. */
    boolean presumes() {
        return !presumedNew.isEmpty();
    }

    /** The rows that were found when they were looked up. */
    Set<RowKey> known() {
        return known;
    }

    /** Whether that key, which was looked up, has a tombstone. */
    boolean hasTombstone(RowKey key) {
        return tombstones.contains(key);
    }

    /** Sends what is queued, too, if there is anything to look up. */
    @Override
    public Map<RowKey, Stored> find(Collection<RowKey> keys) {
        Map<String, List<RowKey>> byEntity = new LinkedHashMap<>();
        keys.stream()
                .filter(sought::add)
                .forEach(key -> byEntity.computeIfAbsent(key.entity(), name -> new ArrayList<>())
                        .add(key));
        byEntity.forEach((entity, missing) -> {
            for (int from = 0; from < missing.size(); from += MOST_KEYS) {
                lookUp(entity, missing.subList(from, Math.min(missing.size(), from + MOST_KEYS)));
            }
        });
        if (!byEntity.isEmpty()) {
            session.flush();
        }
        Map<RowKey, Stored> found = new HashMap<>();
        for (RowKey key : keys) {
            Stored state = states.get(key);
            if (state != null) {
                found.put(key, state);
            }
        }
        return found;
    }

    /** Tombstones before the rows of the same entity: a row is compared with what was found. */
    private void lookUp(String entity, List<RowKey> keys) {
        List<Object> parameters = new ArrayList<>(workspacesAndKeys(keys));
        parameters.addAll(List.of(entity, entity));
        session.add(Command.query(TOMBSTONES, parameters, rows -> {
            RowKey key = key(entity, rows);
            tombstones.add(key);
            states.put(key, state(rows, true));
        }));
        List<RowKey> rowsSought =
                keys.stream().filter(key -> !isPresumedNew(key)).toList();
        if (!rowsSought.isEmpty()) {
            session.add(Command.query(sql.writesOf(entity).find(), workspacesAndKeys(rowsSought), rows -> {
                RowKey key = key(entity, rows);
                known.add(key);
                states.merge(key, state(rows, false), StoredRows::later);
            }));
        }
    }

    /** The transaction has done these writes, and keeps them. */
    void wrote(List<RowWrite> writes) {
        for (RowWrite write : writes) {
            RowKey key = write.key();
            switch (write) {
                case RowWrite.Put put -> {
                    tombstones.remove(key);
                    states.put(key, state(put));
                }
                case RowWrite.Remove remove -> {
                    tombstones.add(key);
                    states.put(key, new Stored(remove.position(), remove.sequence(), true, null, null));
                }
                case RowWrite.Erase ignored -> {
                    tombstones.remove(key);
                    states.remove(key);
                }
                case RowWrite.Raise raise ->
                    states.computeIfPresent(
                            key,
                            (same, before) -> new Stored(
                                    before.position(),
                                    raise.sequence(),
                                    before.tombstone(),
                                    before.parentKey(),
                                    before.origin()));
            }
        }
    }

    private Stored state(RowWrite.Put put) {
        Entity entity = sql.catalogue().entity(put.key().entity());
        return new Stored(
                put.position(),
                put.sequence(),
                false,
                put.row().parent(sql.catalogue()).map(RowKey::key).orElse(null),
                put.row().origin(entity).orElse(null));
    }

    @Override
    public Map<RowKey, Stored> children(String childEntity, Collection<RowKey> parents) {
        if (parents.isEmpty()) {
            return Map.of();
        }
        EntityWrites child = sql.writesOf(childEntity);
        Entity entity = child.entity();
        var parent = Objects.requireNonNull(entity.parent(), childEntity);
        var owner = entity.column(parent.column()).orElseThrow();
        Map<RowKey, Stored> found = new LinkedHashMap<>();
        session.add(Command.query(
                child.findChildren(owner),
                workspacesAndKeys(parents),
                rows -> found.put(key(childEntity, rows), state(rows, false))));
        session.flush();
        return found;
    }

    /** A row that came past the log over a tombstone does not undo what the log says. */
    private static Stored later(Stored tombstone, Stored row) {
        return row.position().isAfter(tombstone.position()) ? row : tombstone;
    }

    private static RowKey key(String entity, ResultSet row) throws SQLException {
        return new RowKey(entity, row.getString(1), row.getString(2));
    }

    private static Stored state(ResultSet row, boolean tombstone) throws SQLException {
        long sequence = row.getLong(FIRST_STATE_COLUMN + 3);
        return new Stored(
                position(row),
                row.wasNull() ? null : sequence,
                tombstone,
                row.getString(FIRST_STATE_COLUMN + 4),
                row.getString(FIRST_STATE_COLUMN + 5));
    }

    private static Position position(ResultSet row) throws SQLException {
        long epoch = row.getLong(FIRST_STATE_COLUMN);
        boolean unknown = row.wasNull();
        int partition = row.getInt(FIRST_STATE_COLUMN + 1);
        unknown |= row.wasNull();
        long offset = row.getLong(FIRST_STATE_COLUMN + 2);
        return unknown || row.wasNull() ? UNKNOWN_POSITION : new Position(epoch, partition, offset);
    }

    private static List<Object> workspacesAndKeys(Collection<RowKey> keys) {
        return List.of(
                BinaryArray.ofTexts(keys.stream().map(RowKey::workspace).toList()),
                BinaryArray.ofTexts(keys.stream().map(RowKey::key).toList()));
    }
}
