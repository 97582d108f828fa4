package io.evenkeel.query.request;

import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.LogicalType;
import io.evenkeel.contract.store.Filter;
import io.evenkeel.contract.store.Filter.Operator;
import io.evenkeel.contract.value.Value;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Conditions as PostgREST writes them: {@code column=operator.value}. A value without an operator means {@code eq}; a
 * value that itself begins like an operator is written {@code eq.value}. {@code *} stands for {@code %} in patterns.
 */
public final class FilterSyntax {
    private static final Map<String, Operator> OPERATORS = new LinkedHashMap<>();
    private static final Set<Operator> EQUALITY = EnumSet.of(Operator.EQ, Operator.NEQ);
    private static final Set<Operator> ORDER =
            EnumSet.of(Operator.EQ, Operator.NEQ, Operator.GT, Operator.GTE, Operator.LT, Operator.LTE);
    private static final Set<Operator> PATTERN = EnumSet.of(Operator.LIKE, Operator.ILIKE);

    /** What PostgREST knows beyond these: refused, so that none is taken for the beginning of a value. */
    private static final Set<String> OTHERS = Set.of(
            "in",
            "not",
            "is",
            "match",
            "imatch",
            "isdistinct",
            "fts",
            "plfts",
            "phfts",
            "wfts",
            "cs",
            "cd",
            "ov",
            "sl",
            "sr",
            "nxr",
            "nxl",
            "adj");

    private static final LogicalType TEXT = new LogicalType.Text(Set.of());

    static {
        for (Operator operator : ORDER) {
            OPERATORS.put(operator.name().toLowerCase(Locale.ROOT), operator);
        }
        OPERATORS.put("like", Operator.LIKE);
        OPERATORS.put("ilike", Operator.ILIKE);
    }

    private FilterSyntax() {}

    /**
     * Reads a query parameter.
     *
     * @param entity whose rows are listed
     * @param name the parameter's name: a column
     * @param text the parameter's value
     * @throws InvalidRequestException when the column, the operator or the value does not fit
     */
    public static Filter parse(Entity entity, String name, String text) {
        LogicalType type = type(entity, name);
        switch (text) {
            case "is.null" -> {
                return new Filter(name, Operator.IS_NULL, Value.NULL);
            }
            case "not.is.null" -> {
                return new Filter(name, Operator.IS_NOT_NULL, Value.NULL);
            }
            default -> {
                int dot = text.indexOf('.');
                String prefix = dot < 0 ? "" : text.substring(0, dot);
                if (OTHERS.contains(prefix)) {
                    throw InvalidRequestException.parameter(
                            name,
                            "'" + shortened(text) + "' uses an operator that is not" + " known here; write " + known()
                                    + ", or eq." + shortened(text) + " if that is the value");
                }
                Operator operator = OPERATORS.get(prefix);
                return operator == null
                        ? compare(name, type, Operator.EQ, text)
                        : compare(name, type, operator, text.substring(dot + 1));
            }
        }
    }

    /**
     * The condition that a column equals a value, or is NULL.
     *
     * @throws InvalidRequestException when the column or the value does not fit
     */
    public static Filter equal(Entity entity, String name, String text) {
        return compare(name, type(entity, name), Operator.EQ, text);
    }

    private static LogicalType type(Entity entity, String name) {
        if (name.equals(Entity.WORKSPACE_COLUMN)) {
            return TEXT;
        }
        return entity.column(name)
                .map(Column::type)
                .orElseThrow(() -> InvalidRequestException.parameter(
                        name,
                        entity.name() + " has no column of that name; it has "
                                + entity.columns().stream().map(Column::name).collect(Collectors.joining(", "))
                                + "; beside columns there are limit and cursor"));
    }

    private static Filter compare(String name, LogicalType type, Operator operator, String text) {
        if (!allowed(type).contains(operator)) {
            throw InvalidRequestException.parameter(
                    name,
                    operatorName(operator) + " does not apply to a column of type " + type.label() + "; write "
                            + allowed(type).stream()
                                    .map(FilterSyntax::operatorName)
                                    .map(word -> word + ".value, ")
                                    .collect(Collectors.joining())
                            + "is.null or not.is.null");
        }
        try {
            boolean pattern = PATTERN.contains(operator);
            return new Filter(name, operator, ValueSyntax.parse(type, pattern ? text.replace('*', '%') : text));
        } catch (IllegalArgumentException unfit) {
            // Unescaped, the + of an offset arrives as a space.
            String hint = type instanceof LogicalType.Timestamp && text.indexOf(' ') > 0 ? " Write + as %2B." : "";
            throw InvalidRequestException.parameter(
                    name, "column " + name + " is of type " + type.label() + ": " + unfit.getMessage() + hint);
        }
    }

    private static Set<Operator> allowed(LogicalType type) {
        return switch (type) {
            case LogicalType.Text ignored -> {
                Set<Operator> all = EnumSet.copyOf(ORDER);
                all.addAll(PATTERN);
                yield all;
            }
            case LogicalType.Int64 ignored -> ORDER;
            case LogicalType.Float64 ignored -> ORDER;
            case LogicalType.Decimal ignored -> ORDER;
            case LogicalType.Uuid ignored -> ORDER;
            case LogicalType.Timestamp ignored -> ORDER;
            case LogicalType.Bool ignored -> EQUALITY;
            case LogicalType.Json ignored -> Set.of();
            case LogicalType.TextArray ignored -> Set.of();
            case LogicalType.Vector ignored -> Set.of();
        };
    }

    private static String operatorName(Operator operator) {
        return operator.name().toLowerCase(Locale.ROOT);
    }

    private static String known() {
        return OPERATORS.keySet().stream().map(word -> word + ".value, ").collect(Collectors.joining())
                + "is.null or not.is.null";
    }

    private static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
