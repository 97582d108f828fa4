package io.evenkeel.supabase;

import static io.evenkeel.supabase.ColumnMapping.parameter;
import static io.evenkeel.supabase.ColumnMapping.quoted;

import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.LogicalType;
import io.evenkeel.contract.store.Filter;
import io.evenkeel.contract.store.Filter.Operator;
import io.evenkeel.contract.value.Value;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.Set;

/** Conditions on one entity's rows, and their parameters. */
final class FilterSql {
    private static final Set<Operator> ORDERED = Set.of(Operator.GT, Operator.GTE, Operator.LT, Operator.LTE);
    private static final int MAX_PATTERN_CHARACTERS = 10_000;
    private static final LogicalType TEXT = new LogicalType.Text(Set.of());

    private final Entity entity;
    private final StringBuilder conditions = new StringBuilder();
    private final Tuple parameters = Tuple.tuple();

    FilterSql(Entity entity) {
        this.entity = entity;
    }

    /** All conditions, to stand after {@code WHERE}. */
    String conditions() {
        return conditions.toString();
    }

    /** The parameters of {@link #conditions}, and those of {@link #value}. */
    Tuple parameters() {
        return parameters;
    }

    /** Adds a value and returns its placeholder. */
    String value(LogicalType type, Value value) {
        ColumnMapping.bind(parameters, value);
        return parameter(type, parameters.size());
    }

    /** Adds a text and returns its placeholder. */
    String text(String text) {
        return value(TEXT, new Value.Text(text));
    }

    /** Adds a condition as it is. */
    void and(String condition) {
        conditions.append(conditions.isEmpty() ? "" : " AND ").append(condition);
    }

    /** @throws IllegalArgumentException when the entity has no such column, or it cannot be compared so */
    void and(Filter filter) {
        String column = quoted(filter.column());
        LogicalType type = type(filter.column());
        switch (filter.operator()) {
            case IS_NULL -> and(column + " IS NULL");
            case IS_NOT_NULL -> and(column + " IS NOT NULL");
            case LIKE -> and(column + " COLLATE \"C\" LIKE " + pattern(filter, type));
            // Under the collation C only ASCII letters have two cases.
            case ILIKE ->
                and("lower(" + column + " COLLATE \"C\") LIKE lower(" + pattern(filter, type) + " COLLATE \"C\")");
            case EQ -> compare(filter, column, "=", type);
            case NEQ -> compare(filter, column, "<>", type);
            case GT -> compare(filter, column, ">", type);
            case GTE -> compare(filter, column, ">=", type);
            case LT -> compare(filter, column, "<", type);
            case LTE -> compare(filter, column, "<=", type);
        }
    }

    private void compare(Filter filter, String column, String operator, LogicalType type) {
        boolean ordered = ORDERED.contains(filter.operator());
        switch (type) {
            case LogicalType.Text ignored ->
                and(column + " COLLATE \"C\" " + operator + " " + value(type, filter.value()));
            case LogicalType.Json ignored when ordered -> throw unsupported(filter, type);
            case LogicalType.TextArray ignored when ordered -> throw unsupported(filter, type);
            case LogicalType.Vector ignored -> throw unsupported(filter, type);
            default -> and(column + " " + operator + " " + value(type, filter.value()));
        }
    }

    /** A pattern's placeholder; {@code \} is the escape, as it is in Postgres unless said otherwise. */
    private String pattern(Filter filter, LogicalType type) {
        if (!(type instanceof LogicalType.Text) || !(filter.value() instanceof Value.Text(String pattern))) {
            throw unsupported(filter, type);
        }
        if (pattern.length() > MAX_PATTERN_CHARACTERS) {
            throw new IllegalArgumentException("a pattern has at most " + MAX_PATTERN_CHARACTERS + " characters");
        }
        if (endsInEscape(pattern)) {
            throw new IllegalArgumentException("a pattern does not end in its escape; write \\\\ for a backslash");
        }
        return text(pattern);
    }

    private static boolean endsInEscape(String pattern) {
        int backslashes = pattern.length();
        while (backslashes > 0 && pattern.charAt(backslashes - 1) == '\\') {
            backslashes--;
        }
        return (pattern.length() - backslashes) % 2 == 1;
    }

    private LogicalType type(String column) {
        if (column.equals(Entity.WORKSPACE_COLUMN)) {
            return TEXT;
        }
        return entity.column(column)
                .map(Column::type)
                .orElseThrow(
                        () -> new IllegalArgumentException("entity " + entity.name() + " has no column " + column));
    }

    private static IllegalArgumentException unsupported(Filter filter, LogicalType type) {
        return new IllegalArgumentException("column " + filter.column() + " is " + type.label() + ", which "
                + filter.operator() + " does not compare");
    }
}
