package io.evenkeel.parity.drift;

import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.KeyRange;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.parity.finding.DigestComparison;
import io.evenkeel.parity.finding.Findings;
import io.evenkeel.parity.finding.Inspector.Inspection;
import io.evenkeel.parity.finding.Mismatch;
import io.evenkeel.parity.finding.Witnesses;
import io.evenkeel.parity.ledger.LedgerEntry;
import io.evenkeel.parity.ledger.Pause;
import io.evenkeel.parity.sweep.SweepRequest;
import io.evenkeel.parity.sweep.Sweeps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Looks at rows that a store's own log shows to be changed. What the writer did is passed over by position alone; all else is
 * compared with the ledger and the other store, as the tail does, and what differs becomes a mismatch. For one thread.
 */
final class Lookout {
    private static final Logger LOG = Logger.getLogger(Lookout.class);
    private static final int ROWS_PER_READ = 1_000;
    private static final Duration LEDGER_PATIENCE = Duration.ofSeconds(1);

    /** A row in flight is compared by the tail once it has come; so long it is waited for, to say how it was found. */
    private static final Duration FLIGHT = Duration.ofSeconds(1);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    private final Witnesses witnesses;
    private final Findings findings;
    private final Sweeps sweeps;
    private final DriftJournal journal;
    private final Pause pause;

    /** @param pause ends every wait, and is over then */
    Lookout(Witnesses witnesses, Findings findings, Sweeps sweeps, DriftJournal journal, Pause pause) {
        this.witnesses = witnesses;
        this.findings = findings;
        this.sweeps = sweeps;
        this.journal = journal;
        this.pause = pause;
    }

    /**
     * Looks at rows that were changed; once it returns, each was seen to be right, is a mismatch, or will be compared by the tail,
     * unless the pause is over.
     *
     * @throws io.evenkeel.contract.store.StoreUnavailableException when a store cannot be reached
     */
    void changed(List<RowChange> changes) throws InterruptedException {
        if (changes.isEmpty()) {
            return;
        }
        awaitLedger(changes);
        Set<RowKey> keys = changes.stream().map(RowChange::key).collect(Collectors.toSet());
        Map<RowKey, LedgerEntry> entries = witnesses.ledger().find(keys).value();
        Map<RowKey, Sighting> suspects = new LinkedHashMap<>();
        for (RowChange change : changes) {
            if (!change.isOfTheWriter(entries.get(change.key()))) {
                suspects.put(change.key(), change.sighting());
            }
        }
        look(suspects);
    }

    /** Looks at rows that somebody else than the writer has changed; as {@link #changed}. */
    void suspected(Map<RowKey, Sighting> suspects) throws InterruptedException {
        look(suspects);
    }

    /** Looks at an entity of which a store has lost every row: at some of them at once, and has all of them swept. */
    void truncated(String entity, Sighting sighting) throws InterruptedException {
        List<LedgerEntry> some =
                witnesses.ledger().range(entity, KeyRange.ALL, ROWS_PER_READ).value();
        Map<RowKey, Sighting> suspects = new LinkedHashMap<>();
        some.stream().filter(entry -> !entry.deleted()).forEach(entry -> suspects.put(entry.key(), sighting));
        look(suspects);
        if (some.size() == ROWS_PER_READ) {
            sweeps.request(new SweepRequest(List.of(entity), null, null, null));
        }
    }

    /** So that what the writer has done is known as such; what the ledger has not in time is looked at in any case. */
    private void awaitLedger(List<RowChange> changes) throws InterruptedException {
        Map<Integer, StorePosition> reached = new HashMap<>();
        for (RowChange change : changes) {
            if (change.after() != null && change.after().epoch() == witnesses.epoch()) {
                reached.merge(
                        change.after().partition(),
                        new StorePosition(change.after().partition(), 0, change.after()),
                        (one, other) -> one.applied().isAfter(other.applied()) ? one : other);
            }
        }
        witnesses.ledger().awaitCover(reached, LEDGER_PATIENCE);
    }

    private void look(Map<RowKey, Sighting> suspects) throws InterruptedException {
        long inFlight = System.nanoTime() + FLIGHT.toNanos();
        Set<RowKey> left = suspects.keySet();
        while (!left.isEmpty() && !pause.over()) {
            Round round = round(left);
            report(round.mismatches(), suspects);
            left = new HashSet<>(round.undecided());
            if (System.nanoTime() < inFlight) {
                left.addAll(round.later());
            }
            if (!left.isEmpty()) {
                pause.await(BETWEEN_LOOKS);
            }
        }
    }

    /**
     * What a look came to.
     *
     * @param undecided the ledger was not as far as the stores
     * @param later in flight
     */
    private record Round(List<Mismatch> mismatches, Set<RowKey> undecided, Set<RowKey> later) {}

    private Round round(Collection<RowKey> keys) throws InterruptedException {
        List<Mismatch> mismatches = new ArrayList<>();
        Set<RowKey> undecided = new HashSet<>();
        Set<RowKey> later = new HashSet<>();
        Map<String, List<RowKey>> byEntity = new LinkedHashMap<>();
        keys.forEach(key -> byEntity.computeIfAbsent(key.entity(), ignored -> new ArrayList<>())
                .add(key));
        for (Map.Entry<String, List<RowKey>> same : byEntity.entrySet()) {
            List<RowKey> rows = same.getValue();
            for (int from = 0; from < rows.size() && !pause.over(); from += ROWS_PER_READ) {
                List<RowKey> page = rows.subList(from, Math.min(from + ROWS_PER_READ, rows.size()));
                long mark = findings.mark();
                Optional<DigestComparison> comparison = witnesses.compare(same.getKey(), page);
                if (comparison.isEmpty()) {
                    undecided.addAll(page);
                    continue;
                }
                List<RowKey> different = comparison.get().different();
                Inspection inspection = witnesses.inspector().inspect(different);
                Set<RowKey> judged = new HashSet<>(comparison.get().equal());
                judged.addAll(inspection.judged());
                findings.record(mark, judged, inspection.mismatches(), Map.of());
                mismatches.addAll(inspection.mismatches());
                later.addAll(comparison.get().later());
                different.stream()
                        .filter(key -> !inspection.judged().contains(key))
                        .forEach(undecided::add);
            }
        }
        return new Round(mismatches, undecided, later);
    }

    private void report(List<Mismatch> mismatches, Map<RowKey, Sighting> suspects) {
        Map<RowKey, Sighting> drifted = new LinkedHashMap<>();
        for (Mismatch mismatch : mismatches) {
            Sighting sighting = suspects.get(mismatch.key());
            if (sighting != null && mismatch.stores().contains(sighting.store())) {
                drifted.put(mismatch.key(), sighting);
            }
        }
        List<DriftedRow> fresh = journal.found(drifted);
        if (!fresh.isEmpty()) {
            DriftedRow first = fresh.getFirst();
            Backend store = first.sighting().store();
            LOG.warnf(
                    "%d rows were changed in %s past the log, the first is %s (%s at %s, policy %s)",
                    fresh.size(),
                    store.label(),
                    first.key(),
                    first.sighting().operation(),
                    first.sighting().place(),
                    first.policy().label());
        }
    }
}
