package io.evenkeel.contract.store;

import io.evenkeel.contract.value.Value;

/**
 * A condition on one column, as PostgREST writes them. NULL meets no condition but {@link Operator#IS_NULL}.
 *
 * @param column the column, by its Supabase name, or {@code workspace_id}
 * @param operator the comparison
 * @param value what to compare with, of the column's type; a text pattern ({@code %} and {@code _}) for LIKE and ILIKE;
 *     NULL for IS_NULL and IS_NOT_NULL
 */
public record Filter(String column, Operator operator, Value value) {

    /** How a column is compared. ILIKE folds the case of ASCII letters only, which both stores do alike. */
    public enum Operator {
        EQ,
        NEQ,
        GT,
        GTE,
        LT,
        LTE,
        LIKE,
        ILIKE,
        IS_NULL,
        IS_NOT_NULL
    }
}
