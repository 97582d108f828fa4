package io.evenkeel.parity.letter;

import io.evenkeel.contract.store.StoreUnavailableException;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.parity.finding.Findings;
import io.evenkeel.parity.finding.Inspector.Inspection;
import io.evenkeel.parity.finding.Witnesses;
import io.evenkeel.parity.ledger.LedgerUnavailableException;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;

/** Compares rows that were changed without the log moving on, which the tail would not look at. Thread-safe. */
final class Recheck {
    private static final Logger LOG = Logger.getLogger(Recheck.class);

    private final Witnesses witnesses;
    private final Findings findings;
    private final BooleanSupplier comparing;

    /** @param comparing whether both stores are written, so that comparing them means something */
    Recheck(Witnesses witnesses, Findings findings, BooleanSupplier comparing) {
        this.witnesses = witnesses;
        this.findings = findings;
        this.comparing = comparing;
    }

    /** Closes the mismatches of rows that are equal now, and opens those of rows that are not. */
    void compare(Set<RowKey> keys) {
        if (keys.isEmpty() || !comparing.getAsBoolean()) {
            return;
        }
        try {
            long mark = findings.mark();
            Inspection inspection = witnesses.inspector().inspect(keys);
            findings.record(mark, inspection.judged(), inspection.mismatches(), Map.of());
        } catch (StoreUnavailableException | LedgerUnavailableException | KafkaException failed) {
            // Rows with open mismatches are looked at again by the tail, all others by the next sweep.
            LOG.warnf("%d replayed rows were not compared: %s", keys.size(), failed.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
