package io.evenkeel.contract.store;

import io.evenkeel.contract.value.RowKey;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Reads a database for verification. Shares no mapping code with the writer and the reader, so that a fault there does
 * not hide itself. Every answer and its positions come from one short snapshot. Thread-safe.
 *
 * <p>All methods throw {@link StoreUnavailableException} when the database cannot be reached.
 */
public interface StoreScanner {

    /** The digests of a range of an entity's rows, in the order of (workspace, key), at most {@code limit}. */
    Snapshot<List<DigestedRow>> digests(String entity, KeyRange range, int limit);

    /**
     * The sum of the digests of a range of an entity's rows, but for those that are in flight. It is made where the rows are
     * stored, and does not travel row by row.
     *
     * @param limit the most rows to read; a range that has more is summed up in part, over any of them
     * @param inFlight asked once, at the end, within the snapshot
     */
    Snapshot<RangeSum> sum(String entity, KeyRange range, int limit, InFlight inFlight);

    /** Says which rows a sum is to leave out, and how the store stands is no reason to compare them yet. */
    @FunctionalInterface
    interface InFlight {
        /**
         * Those rows.
         *
         * @param positions how far the store has come in the snapshot
         */
        Collection<RowKey> at(Map<Integer, StorePosition> positions);
    }

    /** The digests of those rows of one entity that are there. */
    Snapshot<List<DigestedRow>> digests(String entity, Collection<RowKey> keys);

    /** Those rows of one entity that are there, in detail. */
    Snapshot<List<ScannedRow>> rows(String entity, Collection<RowKey> keys);

    /** The number of rows of each entity, over all workspaces. */
    Snapshot<Map<String, Long>> counts();

    /** What made the vectors that the store was brought, in the order of model, engine, optimisation, device and partition. */
    Snapshot<List<VectorOrigin>> vectorOrigins();

    /** How far the store has come. */
    Map<Integer, StorePosition> positions();
}
