package io.evenkeel.sqlite;

import io.evenkeel.contract.catalogue.LogicalType;
import io.evenkeel.contract.store.ScoredRow;
import io.evenkeel.contract.store.VectorQuery;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.Vector;
import java.nio.ByteOrder;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Exact nearest neighbours: scores every vector of the workspace that meets the filters, and keeps the best. */
final class NearestScan {
    private final EntityTable table;
    private final VectorQuery query;
    private final String vectorColumn;
    private final FilterSql filters;

    private record Hit(String key, double score) {
        /** As {@link ScoredRow#BEST_FIRST}. */
        static final Comparator<Hit> BEST_FIRST =
                Comparator.comparingDouble(Hit::score).reversed().thenComparing(Hit::key, RowKey.textOrder());
    }

    /** @throws IllegalArgumentException when the entity has no such vectors */
    NearestScan(EntityTable table, VectorQuery query) {
        var vector = table.entity().vector();
        if (vector == null) {
            throw new IllegalArgumentException("entity " + query.entity() + " has no vector to search");
        }
        this.table = table;
        this.query = query;
        this.vectorColumn = vector.column();
        this.filters = new FilterSql(table, query.filters());
        LogicalType type = table.entity().column(vector.column()).orElseThrow().type();
        if (type instanceof LogicalType.Vector of
                && of.dimensions() != query.vector().dimensions()) {
            throw new IllegalArgumentException("vectors of " + query.entity() + " have " + of.dimensions()
                    + " dimensions, not " + query.vector().dimensions());
        }
    }

    List<ScoredRow> run(Connection connection) throws SQLException {
        List<ScoredRow> rows = new ArrayList<>();
        for (Hit hit : best(connection)) {
            Row row = SqliteStoreReader.find(connection, table, query.workspace(), hit.key())
                    .orElseThrow(() -> new IllegalStateException("a row vanished within a snapshot: " + hit.key()));
            rows.add(new ScoredRow(row, hit.score()));
        }
        return rows;
    }

    private List<Hit> best(Connection connection) throws SQLException {
        String column = table.column(vectorColumn);
        String sql = "SELECT " + table.key() + ", " + column + " FROM " + table.name() + " WHERE "
                + EntityTable.WORKSPACE + " = ? AND " + column + " IS NOT NULL" + filters.sql();
        PriorityQueue<Hit> worstFirst = new PriorityQueue<>(Hit.BEST_FIRST.reversed());
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, query.workspace());
            filters.bind(select, 2);
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    double score = score(found.getBytes(2));
                    Hit worst = worstFirst.size() < query.k() ? null : worstFirst.peek();
                    // Most rows are not among the best: their keys need not be read.
                    if (!Double.isNaN(score) && (worst == null || score >= worst.score())) {
                        worstFirst.add(new Hit(found.getString(1), score));
                        if (worst != null) {
                            worstFirst.poll();
                        }
                    }
                }
            }
        }
        return worstFirst.stream().sorted(Hit.BEST_FIRST).toList();
    }

    /** NaN for what is no vector: it came past the log, and verification reports it. */
    private double score(byte[] stored) {
        return stored.length == query.vector().dimensions() * Float.BYTES
                ? query.vector().cosine(Vector.fromBytes(stored, ByteOrder.LITTLE_ENDIAN))
                : Double.NaN;
    }
}
