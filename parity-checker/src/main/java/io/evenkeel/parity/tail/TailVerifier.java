package io.evenkeel.parity.tail;

import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.store.StoreScanner;
import io.evenkeel.contract.store.StoreUnavailableException;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.parity.finding.DigestComparison;
import io.evenkeel.parity.finding.Findings;
import io.evenkeel.parity.finding.Inspector.Inspection;
import io.evenkeel.parity.finding.Witnesses;
import io.evenkeel.parity.ledger.Ledger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Compares what has changed since the watermark, as far as all three witnesses have come.
 *
 * <p>Invariant: a watermark moves only over changes of which each row was compared, or has changed again beyond the new
 * watermark. The stores are read first and the ledger afterwards, once it has come at least as far as they had: then
 * the ledger says for certain what was to be there, also of rows that are not.
 */
final class TailVerifier {
    private static final int ROWS_PER_PARTITION = 250;
    private static final int ROWS_PER_READ = 1_000;

    private final Witnesses witnesses;
    private final Ledger ledger;
    private final Findings findings;

    TailVerifier(Witnesses witnesses, Findings findings) {
        this.witnesses = witnesses;
        this.ledger = witnesses.ledger();
        this.findings = findings;
    }

    /** What a round came to. */
    enum Round {
        /** Everything that can be compared has been. */
        DONE,
        /** There is more to compare at once. */
        MORE,
        /** The ledger does not keep up with the stores; nothing was decided. */
        LEDGER_BEHIND
    }

    /**
     * Compares one bounded stretch of each partition.
     *
     * @throws StoreUnavailableException when a store cannot be reached; nothing was decided
     */
    Round round() throws InterruptedException {
        long mark = findings.mark();
        List<Map<Integer, StorePosition>> positions = new ArrayList<>();
        for (StoreScanner store : witnesses.stores().values()) {
            positions.add(store.positions());
        }
        Map<Integer, Long> watermarks = findings.watermarks();
        Map<Integer, Long> reached = new HashMap<>();
        Map<String, List<RowKey>> byEntity = new LinkedHashMap<>();
        boolean more = false;
        for (Map.Entry<Integer, Long> target :
                Targets.of(witnesses.epoch(), ledger.positions(), positions).entrySet()) {
            int partition = target.getKey();
            long after = watermarks.getOrDefault(partition, -1L);
            if (target.getValue() <= after) {
                continue;
            }
            Ledger.Changed changed = ledger.changed(partition, after, target.getValue(), ROWS_PER_PARTITION);
            changed.entries()
                    .forEach(entry -> byEntity.computeIfAbsent(entry.key().entity(), ignored -> new ArrayList<>())
                            .add(entry.key()));
            reached.put(partition, changed.upTo());
            more |= changed.upTo() < target.getValue();
        }
        if (reached.isEmpty()) {
            return Round.DONE;
        }
        List<RowKey> judged = new ArrayList<>();
        List<RowKey> suspects = new ArrayList<>();
        for (Map.Entry<String, List<RowKey>> same : byEntity.entrySet()) {
            List<RowKey> keys = same.getValue();
            for (int from = 0; from < keys.size(); from += ROWS_PER_READ) {
                List<RowKey> page = keys.subList(from, Math.min(from + ROWS_PER_READ, keys.size()));
                Optional<DigestComparison> comparison = witnesses.compare(same.getKey(), page);
                if (comparison.isEmpty()) {
                    return Round.LEDGER_BEHIND;
                }
                judged.addAll(comparison.get().equal());
                suspects.addAll(comparison.get().different());
            }
        }
        Inspection inspection = witnesses.inspector().inspect(suspects);
        if (!inspection.complete()) {
            return Round.LEDGER_BEHIND;
        }
        judged.addAll(inspection.judged());
        findings.record(mark, judged, inspection.mismatches(), reached);
        return more ? Round.MORE : Round.DONE;
    }

    /** Looks again at rows with open mismatches, which may have been put right past the log. */
    void lookAgain(Set<RowKey> keys) throws InterruptedException {
        long mark = findings.mark();
        Inspection inspection = witnesses.inspector().inspect(keys);
        findings.record(mark, inspection.judged(), inspection.mismatches(), Map.of());
    }
}
