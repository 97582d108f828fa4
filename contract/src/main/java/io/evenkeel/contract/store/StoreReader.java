package io.evenkeel.contract.store;

import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What applications read. Every answer and its positions come from one snapshot. Thread-safe.
 *
 * <p>All methods throw {@link StoreUnavailableException} when the database cannot be reached.
 */
public interface StoreReader {

    /** The row, if it is there. */
    Snapshot<Optional<Row>> get(RowKey key);

    /** A page of rows in key order. */
    Snapshot<List<Row>> list(ListQuery query);

    /** The nearest rows, {@link ScoredRow#BEST_FIRST}. */
    Snapshot<List<ScoredRow>> nearest(VectorQuery query);

    /** The number of rows of each entity in a workspace. */
    Snapshot<Map<String, Long>> counts(String workspace);

    /** How far the store has come. */
    Map<Integer, StorePosition> positions();
}
