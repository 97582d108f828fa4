package io.evenkeel.sqlite;

import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.LogicalType;
import io.evenkeel.contract.store.Filter;
import io.evenkeel.contract.store.Filter.Operator;
import io.evenkeel.contract.value.Value;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Filters as SQL conditions with parameters. */
final class FilterSql {
    private static final Set<Operator> ORDERED = Set.of(Operator.GT, Operator.GTE, Operator.LT, Operator.LTE);
    private static final int MAX_PATTERN_CHARACTERS = 10_000;

    private final StringBuilder sql = new StringBuilder();
    private final List<Value> parameters = new ArrayList<>();

    /** @throws IllegalArgumentException when a column is not there, or its type knows no such comparison */
    FilterSql(EntityTable table, List<Filter> filters) {
        for (Filter filter : filters) {
            add(filter, table.column(filter.column()), type(table.entity(), filter.column()));
        }
    }

    /** {@code AND} and a condition, for each filter. */
    String sql() {
        return sql.toString();
    }

    /** Binds the parameters from the given index on, and returns the index after them. */
    int bind(PreparedStatement statement, int first) throws SQLException {
        int index = first;
        for (Value parameter : parameters) {
            StoredValues.bind(statement, index++, parameter);
        }
        return index;
    }

    private void add(Filter filter, String column, LogicalType type) {
        switch (filter.operator()) {
            case EQ -> comparison(filter, column, "=", type);
            case NEQ -> comparison(filter, column, "<>", type);
            case GT -> comparison(filter, column, ">", type);
            case GTE -> comparison(filter, column, ">=", type);
            case LT -> comparison(filter, column, "<", type);
            case LTE -> comparison(filter, column, "<=", type);
            // SQLite's LIKE folds ASCII; its GLOB does not, and has the same two wildcards.
            case LIKE -> condition(column + " GLOB ?", new Value.Text(LikePattern.toGlob(pattern(filter, type))));
            case ILIKE -> condition(column + " LIKE ? ESCAPE '\\'", new Value.Text(pattern(filter, type)));
            case IS_NULL -> sql.append(" AND ").append(column).append(" IS NULL");
            case IS_NOT_NULL -> sql.append(" AND ").append(column).append(" IS NOT NULL");
        }
    }

    private void comparison(Filter filter, String column, String operator, LogicalType type) {
        boolean ordered = ORDERED.contains(filter.operator());
        switch (type) {
            case LogicalType.Decimal ignored ->
                condition(column + " COLLATE " + DecimalCollation.NAME + " " + operator + " ?", filter.value());
            case LogicalType.Json ignored when ordered -> throw unsupported(filter, type);
            case LogicalType.TextArray ignored when ordered -> throw unsupported(filter, type);
            case LogicalType.Vector ignored -> throw unsupported(filter, type);
            case LogicalType.Text ignored -> condition(column + " " + operator + " ?", filter.value());
            case LogicalType.Int64 ignored -> condition(column + " " + operator + " ?", filter.value());
            case LogicalType.Float64 ignored -> condition(column + " " + operator + " ?", filter.value());
            case LogicalType.Bool ignored -> condition(column + " " + operator + " ?", filter.value());
            case LogicalType.Uuid ignored -> condition(column + " " + operator + " ?", filter.value());
            case LogicalType.Timestamp ignored -> condition(column + " " + operator + " ?", filter.value());
            case LogicalType.Json ignored -> condition(column + " " + operator + " ?", filter.value());
            case LogicalType.TextArray ignored -> condition(column + " " + operator + " ?", filter.value());
        }
    }

    private void condition(String condition, Value parameter) {
        sql.append(" AND ").append(condition);
        parameters.add(parameter);
    }

    private static String pattern(Filter filter, LogicalType type) {
        if (!(type instanceof LogicalType.Text) || !(filter.value() instanceof Value.Text(String pattern))) {
            throw unsupported(filter, type);
        }
        if (pattern.length() > MAX_PATTERN_CHARACTERS) {
            throw new IllegalArgumentException("a pattern has at most " + MAX_PATTERN_CHARACTERS + " characters");
        }
        return pattern;
    }

    private static LogicalType type(Entity entity, String column) {
        return column.equals(Entity.WORKSPACE_COLUMN)
                ? new LogicalType.Text(Set.of())
                : entity.column(column).orElseThrow().type();
    }

    private static IllegalArgumentException unsupported(Filter filter, LogicalType type) {
        return new IllegalArgumentException("column " + filter.column() + " is " + type.label() + ", which "
                + filter.operator() + " does not compare");
    }
}
