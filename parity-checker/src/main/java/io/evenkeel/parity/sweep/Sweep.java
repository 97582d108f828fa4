package io.evenkeel.parity.sweep;

import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.store.DigestedRow;
import io.evenkeel.contract.store.KeyRange;
import io.evenkeel.contract.store.KeyRange.Bound;
import io.evenkeel.contract.store.Snapshot;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.store.StoreScanner;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.parity.finding.DigestComparison;
import io.evenkeel.parity.finding.Findings;
import io.evenkeel.parity.finding.Inspector.Inspection;
import io.evenkeel.parity.finding.Mismatch;
import io.evenkeel.parity.finding.Witnesses;
import io.evenkeel.parity.ledger.LedgerEntry;
import io.evenkeel.parity.ledger.Pause;
import io.evenkeel.parity.sweep.SweepReport.State;
import io.evenkeel.parity.tail.EventTimes;
import io.evenkeel.parity.tail.EventTimes.Appended;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One sweep over all content: entity by entity, range by range. Writers are never paused; a row that changes meanwhile is
 * left to the tail. One use, one thread.
 */
final class Sweep {
    private static final int ROWS_PER_RANGE = 1_000;
    /** More than anyone reads. */
    private static final int LISTED = 10_000;

    private static final Duration POLL = Duration.ofMillis(200);

    private final Witnesses witnesses;
    private final Findings findings;
    private final EventTimes events;
    private final Duration patience;
    private final Pause pause;
    private final Clock clock;
    private final Consumer<SweepReport> progress;
    private SweepReport report;

    /**
     * A sweep.
     *
     * @param queued its report before it begins
     * @param patience how long the stores may take to apply what the log holds when it begins
     * @param pause ends early when the service stops
     * @param progress is told every step
     */
    Sweep(
            SweepReport queued,
            Witnesses witnesses,
            Findings findings,
            EventTimes events,
            Duration patience,
            Pause pause,
            Clock clock,
            Consumer<SweepReport> progress) {
        this.report = queued;
        this.witnesses = witnesses;
        this.findings = findings;
        this.events = events;
        this.patience = patience;
        this.pause = pause;
        this.clock = clock;
        this.progress = progress;
    }

    /** @throws io.evenkeel.contract.store.StoreUnavailableException when a store cannot be reached */
    void run() throws InterruptedException {
        Instant started = clock.instant();
        tell(State.WAITING, started, 0, 0, Found.NOTHING, null);
        Optional<String> behind = awaitStores();
        long expected = witnesses.ledger().counts().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        long compared = 0;
        Found found = Found.NOTHING;
        for (Entity entity : witnesses.catalogue().entities()) {
            Bound after = null;
            boolean last = false;
            while (!last) {
                if (pause.over()) {
                    throw new InterruptedException("the service stops");
                }
                Step step = patientStep(entity.name(), after);
                compared += step.compared();
                found = found.and(step.mismatches());
                tell(State.COMPARING, started, compared, expected, found, behind.orElse(null));
                after = step.range().upTo();
                last = step.range().isLast();
            }
        }
        tell(State.DONE, started, compared, expected, found, behind.orElse(null));
    }

    private record Step(SweepRange range, long compared, List<Mismatch> mismatches) {}

    /**
     * What differs.
     *
     * @param listed the first of them; never changed, so that reports share it
     * @param more how many more there are
     */
    private record Found(List<Mismatch> listed, long more) {
        static final Found NOTHING = new Found(List.of(), 0);

        Found and(List<Mismatch> next) {
            if (next.isEmpty()) {
                return this;
            }
            int room = Math.min(next.size(), LISTED - listed.size());
            List<Mismatch> longer = new ArrayList<>(listed);
            longer.addAll(next.subList(0, room));
            return new Found(List.copyOf(longer), more + next.size() - room);
        }
    }

    /** Gives the ledger, which may still be built, as long for every range as the stores had. */
    private Step patientStep(String entity, @Nullable Bound after) throws InterruptedException {
        Instant deadline = clock.instant().plus(patience);
        while (true) {
            Optional<Step> step = step(entity, after);
            if (step.isPresent()) {
                return step.get();
            }
            if (pause.over() || !clock.instant().isBefore(deadline)) {
                throw new LedgerBehindException();
            }
        }
    }

    /** One range; empty when the ledger did not come as far as the stores. */
    private Optional<Step> step(String entity, @Nullable Bound after) throws InterruptedException {
        KeyRange from = new KeyRange(after, null);
        long mark = findings.mark();
        List<Snapshot<List<DigestedRow>>> rows = new ArrayList<>();
        for (StoreScanner store : witnesses.stores().values()) {
            rows.add(store.digests(entity, from, ROWS_PER_RANGE));
        }
        if (!witnesses.awaitLedger(rows)) {
            return Optional.empty();
        }
        List<LedgerEntry> entries =
                witnesses.ledger().range(entity, from, ROWS_PER_RANGE).value();
        List<List<RowKey>> pages = new ArrayList<>();
        rows.forEach(
                page -> pages.add(page.value().stream().map(DigestedRow::key).toList()));
        pages.add(entries.stream().map(LedgerEntry::key).toList());
        SweepRange range = SweepRange.of(after, pages, ROWS_PER_RANGE);

        Map<RowKey, LedgerEntry> byKey = entries.stream().collect(Collectors.toMap(LedgerEntry::key, entry -> entry));
        DigestComparison comparison = DigestComparison.of(range.keys(), byKey, rows);
        Inspection inspection = witnesses.inspector().inspect(comparison.different());
        if (!inspection.complete()) {
            return Optional.empty();
        }
        List<RowKey> judged = new ArrayList<>(comparison.equal());
        judged.addAll(inspection.judged());
        findings.record(mark, judged, inspection.mismatches(), Map.of());
        long gone = comparison.equal().stream()
                .filter(key -> Optional.ofNullable(byKey.get(key))
                        .map(LedgerEntry::deleted)
                        .orElse(true))
                .count();
        return Optional.of(new Step(range, judged.size() - gone, inspection.mismatches()));
    }

    /** Waits until both stores have applied what the log holds now; says which has not, when the time is over. */
    private Optional<String> awaitStores() {
        Map<Integer, Long> ends = events.beyond(Map.of()).ends();
        Instant deadline = clock.instant().plus(patience);
        while (true) {
            List<String> behind = new ArrayList<>();
            witnesses.stores().forEach((backend, store) -> {
                if (!reached(ends, store.positions())) {
                    behind.add(backend.label());
                }
            });
            if (behind.isEmpty()) {
                return Optional.empty();
            }
            if (pause.over() || !clock.instant().isBefore(deadline)) {
                return Optional.of(String.join(" and ", behind) + " had not applied, after " + patience.toSeconds()
                        + " s, what the log held when the sweep began; what it lacks was not compared");
            }
            pause.await(POLL);
        }
    }

    private boolean reached(Map<Integer, Long> ends, Map<Integer, StorePosition> positions) {
        Map<Integer, Long> applied = new HashMap<>();
        positions.forEach((partition, position) -> {
            if (position.applied().epoch() == witnesses.epoch()) {
                applied.put(partition, position.applied().offset());
            }
        });
        boolean atEnd =
                ends.entrySet().stream().allMatch(end -> applied.getOrDefault(end.getKey(), -1L) >= end.getValue() - 1);
        if (atEnd) {
            return true;
        }
        Map<Integer, Appended> oldest = events.beyond(applied).oldest();
        return ends.entrySet().stream().allMatch(end -> {
            Appended event = oldest.get(end.getKey());
            return event == null || event.offset() >= end.getValue();
        });
    }

    private void tell(
            State state, Instant started, long compared, long expected, Found found, @Nullable String behind) {
        String reason = found.more() == 0
                ? behind
                : found.more() + " more mismatches are not listed here; put these right first";
        report = new SweepReport(
                report.id(),
                state,
                report.requestedAt(),
                started,
                compared,
                expected,
                Duration.between(started, clock.instant()),
                found.listed(),
                reason);
        progress.accept(report);
    }

    /** The ledger did not come as far as the stores in time. */
    static final class LedgerBehindException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LedgerBehindException() {
            super("the ledger does not keep up with the stores; see this service's log");
        }
    }
}
