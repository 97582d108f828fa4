package io.evenkeel.contract.change;

import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import org.jspecify.annotations.Nullable;

/** What a batch comes to for one key: its several versions are folded to the last. */
public sealed interface RowWrite {

    /** The row that is written. */
    RowKey key();

    /**
     * Insert or replace the row, write its position columns, drop its tombstone if there is one.
     *
     * @param row the row
     * @param position written to {@code source_epoch}, {@code source_partition}, {@code source_offset}
     * @param sequence written to {@code source_sequence}
     */
    record Put(Row row, Position position, @Nullable Long sequence) implements RowWrite {
        @Override
        public RowKey key() {
            return row.key();
        }
    }

    /**
     * Delete the row if it is there, and write its tombstone.
     *
     * @param key the row
     * @param position the deletion's position
     * @param sequence the highest sequence seen
     */
    record Remove(RowKey key, Position position, @Nullable Long sequence) implements RowWrite {}

    /**
     * Only raise the sequence, of the row or of its tombstone; content and position stay.
     *
     * @param key the row
     * @param sequence the highest sequence seen
     */
    record Raise(RowKey key, long sequence) implements RowWrite {}

    /**
     * Leave nothing of a row that the log never named: neither row nor tombstone. Only repairs do that.
     *
     * @param key the row
     */
    record Erase(RowKey key) implements RowWrite {}
}
