package io.evenkeel.supabase;

import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.change.StoredState;
import io.evenkeel.contract.value.RowKey;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
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

/** What the writer's transaction sees, read a batch at a time. */
final class StoredRows implements StoredState {
    private static final String TOMBSTONES = "SELECT t.workspace_id, t.key, t.epoch, t.partition,"
            + " t.\"offset\", t.sequence, NULL::text, NULL::text, t.entity"
            + " FROM unnest($1::text[], $2::text[], $3::text[]) AS wanted (entity, workspace_id, key)"
            + " JOIN public.evenkeel_tombstone AS t"
            + " ON t.entity = wanted.entity AND t.workspace_id = wanted.workspace_id AND t.key = wanted.key";
    private static final int FIRST_STATE_COLUMN = 2;
    private static final int ENTITY_COLUMN = 8;

    private final PgSession session;
    private final CatalogueSql sql;
    private final Set<RowKey> tombstones = new HashSet<>();

    StoredRows(PgSession session, CatalogueSql sql) {
        this.session = session;
        this.sql = sql;
    }

    /** Whether a tombstone of that key has been read. */
    boolean hasTombstone(RowKey key) {
        return tombstones.contains(key);
    }

    @Override
    public Map<RowKey, Stored> find(Collection<RowKey> keys) {
        Map<String, List<RowKey>> byEntity = new LinkedHashMap<>();
        keys.forEach(key -> byEntity.computeIfAbsent(key.entity(), name -> new ArrayList<>())
                .add(key));
        List<PgSession.Command> commands = new ArrayList<>();
        commands.add(new PgSession.Command(TOMBSTONES, List.of(entitiesAndKeys(keys))));
        byEntity.forEach((entity, wanted) ->
                commands.add(new PgSession.Command(sql.of(entity).find(), List.of(workspacesAndKeys(wanted)))));
        List<RowSet<Row>> answers = session.pipeline(commands);

        Map<RowKey, Stored> found = new HashMap<>();
        for (Row row : answers.getFirst()) {
            RowKey key = new RowKey(row.getString(ENTITY_COLUMN), row.getString(0), row.getString(1));
            tombstones.add(key);
            found.put(key, state(row, true));
        }
        int answer = 1;
        for (String entity : byEntity.keySet()) {
            for (Row row : answers.get(answer++)) {
                RowKey key = key(entity, row);
                found.merge(key, state(row, false), StoredRows::later);
            }
        }
        return found;
    }

    @Override
    public Map<RowKey, Stored> children(String childEntity, Collection<RowKey> parents) {
        if (parents.isEmpty()) {
            return Map.of();
        }
        EntitySql child = sql.of(childEntity);
        Entity entity = child.entity();
        var parent = Objects.requireNonNull(entity.parent(), childEntity);
        var owner = entity.column(parent.column()).orElseThrow();
        Map<RowKey, Stored> found = new LinkedHashMap<>();
        for (Row row : session.query(child.findChildren(owner), workspacesAndKeys(parents))) {
            found.put(key(childEntity, row), state(row, false));
        }
        return found;
    }

    /** A row that came past the log over a tombstone does not undo what the log says. */
    private static Stored later(Stored tombstone, Stored row) {
        return row.position().isAfter(tombstone.position()) ? row : tombstone;
    }

    private static RowKey key(String entity, Row row) {
        return new RowKey(entity, row.getString(0), ColumnMapping.readKey(row, 1));
    }

    private static Stored state(Row row, boolean tombstone) {
        return new Stored(
                position(row, FIRST_STATE_COLUMN),
                row.getLong(FIRST_STATE_COLUMN + 3),
                tombstone,
                text(row, FIRST_STATE_COLUMN + 4),
                text(row, FIRST_STATE_COLUMN + 5));
    }

    private static Position position(Row row, int column) {
        Long epoch = row.getLong(column);
        Integer partition = row.getInteger(column + 1);
        Long offset = row.getLong(column + 2);
        return epoch == null || partition == null || offset == null
                ? UNKNOWN_POSITION
                : new Position(epoch, partition, offset);
    }

    private static @Nullable String text(Row row, int column) {
        return row.getString(column);
    }

    private static Tuple entitiesAndKeys(Collection<RowKey> keys) {
        return Tuple.tuple()
                .addArrayOfString(keys.stream().map(RowKey::entity).toArray(String[]::new))
                .addArrayOfString(keys.stream().map(RowKey::workspace).toArray(String[]::new))
                .addArrayOfString(keys.stream().map(RowKey::key).toArray(String[]::new));
    }

    private static Tuple workspacesAndKeys(Collection<RowKey> keys) {
        return Tuple.tuple()
                .addArrayOfString(keys.stream().map(RowKey::workspace).toArray(String[]::new))
                .addArrayOfString(keys.stream().map(RowKey::key).toArray(String[]::new));
    }
}
