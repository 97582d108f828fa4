package io.evenkeel.parity.ledger;

import io.evenkeel.contract.change.StoredState;
import io.evenkeel.contract.value.RowKey;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The ledger as the planner sees it, inside the batch's transaction. */
final class LedgerState implements StoredState {
    private final LedgerTable table;

    LedgerState(LedgerTable table) {
        this.table = table;
    }

    @Override
    public Map<RowKey, Stored> find(Collection<RowKey> keys) {
        try {
            Map<RowKey, Stored> found = new HashMap<>();
            table.find(keys).forEach((key, entry) -> found.put(key, entry.stored()));
            return found;
        } catch (SQLException failed) {
            throw unavailable(failed);
        }
    }

    @Override
    public Map<RowKey, Stored> children(String childEntity, Collection<RowKey> parents) {
        try {
            Map<RowKey, Stored> found = new LinkedHashMap<>();
            table.children(childEntity, parents).forEach(entry -> found.put(entry.key(), entry.stored()));
            return found;
        } catch (SQLException failed) {
            throw unavailable(failed);
        }
    }

    private static LedgerUnavailableException unavailable(SQLException failed) {
        return new LedgerUnavailableException("the ledger cannot be read: " + failed.getMessage(), failed);
    }
}
