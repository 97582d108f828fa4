package io.evenkeel.supabase;

import static io.evenkeel.supabase.ColumnMapping.quoted;

import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.LogicalType;
import io.evenkeel.contract.store.Filter;
import io.evenkeel.contract.store.ListQuery;
import io.evenkeel.contract.store.ScoredRow;
import io.evenkeel.contract.store.Snapshot;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.store.StoreReader;
import io.evenkeel.contract.store.VectorQuery;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.Value;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads in one round trip each: positions and rows are asked for together, in one snapshot. */
final class SupabaseStoreReader implements StoreReader {
    /** Postgres computes distances in single precision: so many more candidates are scored exactly here. */
    private static final int MORE_CANDIDATES = 16;

    private static final int LEAST_EF_SEARCH = 100;
    private static final int GREATEST_EF_SEARCH = 1_000;

    private final Pool pool;
    private final CatalogueSql sql;
    private final Positions positions;

    SupabaseStoreReader(Pool pool, CatalogueSql sql, Positions positions) {
        this.pool = pool;
        this.sql = sql;
        this.positions = positions;
    }

    @Override
    public Snapshot<Optional<Row>> get(RowKey key) {
        EntitySql statements = sql.of(key.entity());
        Entity entity = statements.entity();
        Value wanted;
        try {
            wanted = ColumnMapping.keyValue(entity.keyColumn().type(), key.key());
        } catch (IllegalArgumentException notAKey) {
            return new Snapshot<>(Optional.empty(), positions());
        }
        FilterSql where = new FilterSql(entity);
        where.and("workspace_id = " + where.text(key.workspace()));
        where.and(statements.key() + " = " + where.value(entity.keyColumn().type(), wanted));
        return snapshot(
                select(statements, where), rows -> rows(entity, rows).stream().findFirst());
    }

    @Override
    public Snapshot<List<Row>> list(ListQuery query) {
        EntitySql statements = sql.of(query.entity());
        FilterSql where = where(statements.entity(), query.workspace(), query.filters());
        String after = query.after();
        if (after != null) {
            LogicalType type = statements.keyOrderType();
            where.and(statements.keyOrder() + " > " + where.value(type, ColumnMapping.keyValue(type, after)));
        }
        return snapshot(
                select(statements, where, statements.keyOrder(), query.limit()),
                rows -> rows(statements.entity(), rows));
    }

    @Override
    public Snapshot<List<ScoredRow>> nearest(VectorQuery query) {
        EntitySql statements = sql.of(query.entity());
        Entity entity = statements.entity();
        var spec = entity.vector();
        if (spec == null) {
            throw new IllegalArgumentException("entity " + entity.name() + " has no vector");
        }
        Column vector = entity.column(spec.column()).orElseThrow();
        FilterSql where = where(entity, query.workspace(), query.filters());
        where.and(quoted(vector.name()) + " IS NOT NULL");
        // The subquery makes it one conversion a query instead of one a row.
        String distance = quoted(vector.name()) + " <=> (SELECT "
                + where.value(vector.type(), new Value.Embedding(query.vector())) + ")";
        int candidates = query.k() + MORE_CANDIDATES;
        PgSession.Command select = select(statements, where, distance + ", " + statements.keyOrder(), candidates);
        int efSearch = Math.clamp(candidates, LEAST_EF_SEARCH, GREATEST_EF_SEARCH);
        // Iterative scans go on until enough rows have met the filters.
        PgSession.Command settings = new PgSession.Command(
                "SELECT set_config('hnsw.ef_search', $1::text, true),"
                        + " set_config('hnsw.iterative_scan', 'strict_order', true),"
                        + " set_config('enable_indexscan', $2::text, true)",
                Tuple.of(Integer.toString(efSearch), query.exact() ? "off" : "on"));
        return PgSession.read(pool, session -> {
            var answers = session.pipeline(List.of(positions.select(), settings, select));
            List<ScoredRow> scored = new ArrayList<>();
            for (Row row : rows(entity, answers.getLast())) {
                if (row.value(entity, vector.name()) instanceof Value.Embedding stored) {
                    scored.add(new ScoredRow(row, stored.vector().cosine(query.vector())));
                }
            }
            scored.sort(ScoredRow.BEST_FIRST);
            return new Snapshot<>(
                    List.copyOf(scored.subList(0, Math.min(query.k(), scored.size()))),
                    Positions.read(answers.getFirst()));
        });
    }

    @Override
    public Snapshot<Map<String, Long>> counts(String workspace) {
        List<Entity> entities = List.copyOf(sql.catalogue().entities());
        String counts = entities.stream()
                .map(entity ->
                        "(SELECT count(*) FROM " + sql.of(entity.name()).table() + " WHERE workspace_id = $1::text)")
                .collect(Collectors.joining(", ", "SELECT ", ""));
        return snapshot(new PgSession.Command(counts, Tuple.of(workspace)), rows -> {
            var row = rows.iterator().next();
            Map<String, Long> found = new LinkedHashMap<>();
            for (int i = 0; i < entities.size(); i++) {
                found.put(entities.get(i).name(), row.getLong(i));
            }
            return found;
        });
    }

    @Override
    public Map<Integer, StorePosition> positions() {
        return PgSession.read(
                pool,
                session -> Positions.read(
                        session.pipeline(List.of(positions.select())).getFirst()));
    }

    private <T> Snapshot<T> snapshot(
            PgSession.Command select, Function<RowSet<io.vertx.mutiny.sqlclient.Row>, T> read) {
        return PgSession.read(pool, session -> {
            var answers = session.pipeline(List.of(positions.select(), select));
            return new Snapshot<>(read.apply(answers.getLast()), Positions.read(answers.getFirst()));
        });
    }

    private static FilterSql where(Entity entity, String workspace, List<Filter> filters) {
        FilterSql where = new FilterSql(entity);
        where.and("workspace_id = " + where.text(workspace));
        filters.forEach(where::and);
        return where;
    }

    private static PgSession.Command select(EntitySql statements, FilterSql where) {
        return command(statements, where, statements.table() + " WHERE " + where.conditions());
    }

    /** The first rows in an order, by key. What is selected is computed for them alone, not for all that have to be sorted. */
    private static PgSession.Command select(EntitySql statements, FilterSql where, String order, int limit) {
        return command(
                statements,
                where,
                "(SELECT * FROM " + statements.table() + " WHERE " + where.conditions() + " ORDER BY " + order
                        + " LIMIT " + limit + ") AS first ORDER BY " + statements.keyOrder());
    }

    private static PgSession.Command command(EntitySql statements, FilterSql where, String from) {
        return new PgSession.Command(
                "SELECT workspace_id, " + statements.key() + ", " + statements.selected() + " FROM " + from,
                where.parameters());
    }

    private static List<Row> rows(Entity entity, RowSet<io.vertx.mutiny.sqlclient.Row> answer) {
        List<Row> rows = new ArrayList<>(answer.rowCount());
        for (var selected : answer) {
            List<Value> values = new ArrayList<>(entity.columns().size());
            for (int i = 0; i < entity.columns().size(); i++) {
                values.add(ColumnMapping.read(
                        selected, i + 2, entity.columns().get(i).type()));
            }
            RowKey key = new RowKey(entity.name(), selected.getString(0), ColumnMapping.readKey(selected, 1));
            rows.add(new Row(key, values));
        }
        return rows;
    }
}
