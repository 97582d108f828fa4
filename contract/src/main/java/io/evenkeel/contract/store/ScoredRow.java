package io.evenkeel.contract.store;

import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import java.util.Comparator;

/**
 * A search hit.
 *
 * @param row the row
 * @param score {@link io.evenkeel.contract.value.Vector#cosine} of its vector and the query's
 */
public record ScoredRow(Row row, double score) {
    /** Best first; ties by key, in the order of both stores. */
    public static final Comparator<ScoredRow> BEST_FIRST = Comparator.comparingDouble(ScoredRow::score)
            .reversed()
            .thenComparing(hit -> hit.row().key().entity())
            .thenComparing(hit -> hit.row().key().key(), RowKey.textOrder());
}
