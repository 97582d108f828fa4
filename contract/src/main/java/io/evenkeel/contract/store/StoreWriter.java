package io.evenkeel.contract.store;

import io.evenkeel.contract.change.Repair;
import io.evenkeel.contract.change.RepairOutcome;
import io.evenkeel.contract.change.Replay;
import io.evenkeel.contract.value.RowKey;
import java.util.Map;

/** Applies the log to one database. One thread at a time. */
public interface StoreWriter {

    /**
     * Makes sure that the schema is there: SQLite creates it; Supabase checks it and says which migration is missing.
     *
     * @throws IllegalStateException when the schema does not fit, with what to do
     * @throws StoreUnavailableException when the database cannot be reached
     */
    void prepare();

    /** How far the database has come, by partition; a partition that nothing was applied from is absent. */
    Map<Integer, StorePosition> positions();

    /**
     * Applies a batch and moves the positions, in one transaction.
     *
     * @param batch what to apply
     * @param refusals receives what can never be applied, and is awaited before the transaction commits
     * @throws FencedException when the stored next offset of a partition is beyond the batch's first record there
     * @throws StoreUnavailableException when the database or the sink cannot be reached; nothing was changed
     */
    ApplyResult apply(ChangeBatch batch, RefusalSink refusals);

    /**
     * Writes again what this store has missed of a change set, under the change set's own position, in one transaction
     * that no other writer of the partition can interleave with. The store's position stays where it is. Replaying twice
     * changes nothing.
     *
     * @param replay what the log still has from that change set
     * @param offset the change set's offset in {@code evenkeel.changes}
     * @throws StoreUnavailableException when the database cannot be reached; nothing was changed
     */
    ReplayResult replay(Replay replay, long offset);

    /**
     * Writes rows as the log has them over whatever is there, in one transaction that no other writer can interleave with.
     * What the store has applied later than the repair knows of stays. The store's position stays where it is.
     *
     * @param repair what the log says of the rows
     * @return what became of each row
     * @throws StoreUnavailableException when the database cannot be reached; nothing was changed
     */
    Map<RowKey, RepairOutcome> repair(Repair repair);
}
