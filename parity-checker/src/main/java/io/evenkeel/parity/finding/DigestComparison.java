package io.evenkeel.parity.finding;

import io.evenkeel.contract.store.DigestedRow;
import io.evenkeel.contract.store.Snapshot;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.parity.ledger.LedgerEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rows of one entity, compared by digest. Pure.
 *
 * @param equal every store holds what the log says
 * @param different some store does not, and is to be looked at in detail
 * @param later some store was not as far as the row's last change, and none is known to differ
 */
public record DigestComparison(List<RowKey> equal, List<RowKey> different, List<RowKey> later) {
    public DigestComparison {
        equal = List.copyOf(equal);
        different = List.copyOf(different);
        later = List.copyOf(later);
    }

    /**
     * Compares.
     *
     * @param keys the rows
     * @param entries what the ledger says of them, read when it had come at least as far as every store
     * @param stores what each store holds
     */
    public static DigestComparison of(
            Collection<RowKey> keys, Map<RowKey, LedgerEntry> entries, Collection<Snapshot<List<DigestedRow>>> stores) {
        List<RowKey> equal = new ArrayList<>();
        List<RowKey> different = new ArrayList<>();
        List<RowKey> later = new ArrayList<>();
        List<Map<RowKey, DigestedRow>> rows =
                stores.stream().map(DigestComparison::byKey).toList();
        for (RowKey key : keys) {
            Set<Judgement> judgements = EnumSet.noneOf(Judgement.class);
            int store = 0;
            for (Snapshot<List<DigestedRow>> snapshot : stores) {
                judgements.add(Judgement.of(entries.get(key), rows.get(store++).get(key), snapshot));
            }
            if (judgements.contains(Judgement.DIFFERENT)) {
                different.add(key);
            } else if (judgements.contains(Judgement.LATER)) {
                later.add(key);
            } else {
                equal.add(key);
            }
        }
        return new DigestComparison(equal, different, later);
    }

    private static Map<RowKey, DigestedRow> byKey(Snapshot<List<DigestedRow>> snapshot) {
        Map<RowKey, DigestedRow> rows = new HashMap<>();
        snapshot.value().forEach(row -> rows.put(row.key(), row));
        return rows;
    }
}
