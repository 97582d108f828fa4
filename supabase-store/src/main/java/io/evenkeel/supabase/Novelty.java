package io.evenkeel.supabase;

import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.change.ChangeSet;
import io.evenkeel.contract.change.Condition;
import io.evenkeel.contract.value.RowKey;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Presumes, while rows keep being new, that the next ones are: then they are not looked up first but inserted plainly. The
 * database itself contradicts by its primary key; the part is then done again without presumption.
 */
final class Novelty {
    /** Smaller parts gain nothing. */
    static final int LEAST_ROWS = 100;

    /** So many parts of new rows after a presumption that was wrong. */
    private static final int TRUST_AGAIN = 32;

    private final int leastRows;
    private int newParts;
    private int needed = 1;

    /** @param leastRows in parts of fewer nothing is presumed */
    Novelty(int leastRows) {
        this.leastRows = leastRows;
    }

    /** The rows of a part that are taken for new; none, or all that it writes. */
    Set<RowKey> presumed(List<ChangeSet> part) {
        if (newParts < needed) {
            return Set.of();
        }
        Set<RowKey> rows = written(part);
        return rows.size() < leastRows ? Set.of() : rows;
    }

    /**
     * A part was looked up.
     *
     * @param known the rows that were there
     * @return the rows that are taken for new, as of {@link #presumed}
     */
    Set<RowKey> lookedUp(List<ChangeSet> part, Set<RowKey> known) {
        Set<RowKey> rows = written(part);
        if (rows.size() < leastRows) {
            return Set.of();
        }
        newParts = Collections.disjoint(rows, known) ? newParts + 1 : 0;
        return newParts < needed ? Set.of() : rows;
    }

    /** The presumption was wrong. */
    void contradicted() {
        newParts = 0;
        needed = TRUST_AGAIN;
    }

    /** Empty where something is deleted, too, or depends on what there is. */
    private static Set<RowKey> written(List<ChangeSet> part) {
        Set<RowKey> rows = new HashSet<>();
        for (ChangeSet changeSet : part) {
            if (changeSet.condition() instanceof Condition.IfMatch) {
                return new HashSet<>();
            }
            for (Change change : changeSet.changes()) {
                switch (change) {
                    case Change.Upsert upsert -> rows.add(upsert.row().key());
                    case Change.ReplaceChildren replace -> replace.rows().forEach(row -> rows.add(row.key()));
                    case Change.Delete ignored -> {
                        return new HashSet<>();
                    }
                }
            }
        }
        return rows;
    }
}
