package io.evenkeel.parity.ledger;

import io.evenkeel.contract.store.DigestSum;
import io.evenkeel.contract.value.RowKey;
import java.util.Set;

/**
 * What a range of rows comes to in the log, as far as a store can hold it by now.
 *
 * @param sum of the rows that are to be there and that have not changed beyond where the store stood
 * @param inFlight the rows that have, or were deleted
 */
public record LedgerSum(DigestSum sum, Set<RowKey> inFlight) {
    public LedgerSum {
        inFlight = Set.copyOf(inFlight);
    }
}
