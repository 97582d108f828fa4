package io.evenkeel.contract.change;

import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One step of a change set. */
public sealed interface Change {

    /** Inserts the row or replaces it as a whole. */
    record Upsert(Row row) implements Change {}

    /** Deletes the row and everything below it. */
    record Delete(RowKey key) implements Change {}

    /**
     * Makes the children of one origin exactly the given rows.
     *
     * @param entity the children's entity
     * @param parent their owner
     * @param origin only children whose origin column holds this are deleted; null for all
     * @param rows the children that there are from now on
     */
    record ReplaceChildren(
            String entity, RowKey parent, @Nullable String origin, List<Row> rows) implements Change {
        public ReplaceChildren {
            rows = List.copyOf(rows);
        }
    }
}
