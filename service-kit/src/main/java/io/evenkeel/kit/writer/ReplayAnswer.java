package io.evenkeel.kit.writer;

import io.evenkeel.contract.value.RowKey;
import java.util.List;

/**
 * What a writer did with a dead letter, which is closed now.
 *
 * @param outcome {@code applied}, or {@code skipped} where the store held all that the letter still says
 * @param rows the rows that were written or deleted
 */
public record ReplayAnswer(String outcome, List<RowKey> rows) {
    /** The store lacked something of the letter, and holds it now. */
    public static final String APPLIED = "applied";

    /** The store held all that the letter still says. */
    public static final String SKIPPED = "skipped";

    public ReplayAnswer {
        rows = List.copyOf(rows);
    }
}
