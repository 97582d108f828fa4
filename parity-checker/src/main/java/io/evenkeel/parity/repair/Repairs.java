package io.evenkeel.parity.repair;

import io.evenkeel.contract.store.StoreUnavailableException;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.parity.finding.Findings;
import io.evenkeel.parity.finding.Witnesses;
import io.evenkeel.parity.ledger.LedgerUnavailableException;
import io.evenkeel.parity.ledger.Pause;
import io.evenkeel.parity.letter.Letters;
import io.evenkeel.parity.letter.Writers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.KafkaException;

/**
 * Has rows put right by the writers that own the stores, looks again whether they are, and remembers it. The ledger says
 * what the log has of a row; the writer reads it there, and writes it unless a later event has changed the row meanwhile.
 * Thread-safe; repairs go one after the other.
 */
public final class Repairs implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int ROWS_AT_A_TIME = 100;

    private final Witnesses witnesses;
    private final Findings findings;
    private final Letters letters;
    private final Writers writers;
    private final RepairFile file;
    private final RepairListener listener;
    private final Clock clock;
    private final Pause pause = new Pause(Duration.ofMillis(50));

    /**
     * Repairs.
     *
     * @param letters which are open: what a store has refused is replayed, not repaired
     * @param history the file in which repairs are remembered
     * @param listener is told of them too
     */
    public Repairs(
            Witnesses witnesses,
            Findings findings,
            Letters letters,
            Writers writers,
            Path history,
            RepairListener listener,
            Clock clock) {
        this.witnesses = witnesses;
        this.findings = findings;
        this.letters = letters;
        this.writers = writers;
        this.file = new RepairFile(history);
        this.listener = listener;
        this.clock = clock;
    }

    /** The rows with open mismatches, those found first in front. */
    Set<RowKey> open() {
        Set<RowKey> open = new LinkedHashSet<>();
        findings.open().forEach(mismatch -> open.add(mismatch.key()));
        return open;
    }

    /**
     * Repairs rows. Those that have to be right before come along: the owners of missing rows, and what hangs below rows
     * that are to go.
     *
     * @param rows which; a row that is equal already stays
     * @param dryRun whether to say only what would be done, which is not remembered
     * @param by who asks
     * @return one result for each row, or for each store in which it differed
     */
    public synchronized List<Repaired> repair(Collection<RowKey> rows, boolean dryRun, String by) {
        List<RowKey> all = List.copyOf(new LinkedHashSet<>(rows));
        List<Repaired> results = new ArrayList<>();
        for (int from = 0; from < all.size(); from += ROWS_AT_A_TIME) {
            Instant begun = clock.instant();
            RepairRun run = new RepairRun(
                    witnesses,
                    findings,
                    letters,
                    writers,
                    pause,
                    PATIENCE,
                    all.subList(from, Math.min(all.size(), from + ROWS_AT_A_TIME)));
            try {
                run.repair(dryRun);
            } catch (StoreUnavailableException | LedgerUnavailableException | KafkaException failed) {
                run.giveUp("unavailable", String.valueOf(failed.getMessage()));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                run.giveUp("unavailable", "this service stops");
            }
            results.addAll(run.results());
            if (!dryRun) {
                Instant ended = clock.instant();
                file.append(ended, by, run.results());
                listener.repaired(begun, ended, by, run.results());
            }
        }
        return results;
    }

    /** What was done last, newest first. */
    List<RepairRecord> last(int limit) {
        return file.last(limit);
    }

    @Override
    public void close() {
        pause.end();
    }
}
