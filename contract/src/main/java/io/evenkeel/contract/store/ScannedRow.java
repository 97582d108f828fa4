package io.evenkeel.contract.store;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.value.RowKey;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row in detail, column by column, for telling where it differs. Also holds values that the domain does not.
 *
 * @param key the row
 * @param position as in {@link DigestedRow}
 * @param columns by column name, in catalogue order
 */
public record ScannedRow(RowKey key, Position position, Map<String, ScannedValue> columns) {

    /**
     * A stored value.
     *
     * @param payload its canonical payload in lower-case hex; null
     *     for NULL
     * @param text the value for people, at most 500 characters; null for NULL
     */
    public record ScannedValue(
            @Nullable String payload, @Nullable String text) {}
}
