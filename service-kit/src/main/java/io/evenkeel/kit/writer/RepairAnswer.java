package io.evenkeel.kit.writer;

import io.evenkeel.contract.value.RowKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a writer did with rows that it was to put right.
 *
 * @param rows one for each row that was asked for
 */
public record RepairAnswer(List<RepairedRow> rows) {
    /** The store holds the row as the log has it. */
    public static final String WRITTEN = "written";

    /** The row cannot be put right as things are; nothing of it was changed. */
    public static final String REFUSED = "refused";

    /** It cannot be decided now, or not before other rows are right; nothing of it was changed. Ask again. */
    public static final String NOT_NOW = "not_now";

    public RepairAnswer {
        rows = List.copyOf(rows);
    }

    /**
     * One row.
     *
     * @param key which
     * @param outcome {@link #WRITTEN}, {@link #REFUSED} or {@link #NOT_NOW}
     * @param code a stable code where it was refused; else null
     * @param message why it was not written; else null
     * @param first the rows that have to be right before
     */
    public record RepairedRow(
            RowKey key,
            String outcome,
            @Nullable String code,
            @Nullable String message,
            List<RowKey> first) {
        public RepairedRow {
            first = List.copyOf(first);
        }
    }
}
