package io.evenkeel.parity.sweep;

import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.store.DigestedRow;
import io.evenkeel.contract.store.KeyRange;
import io.evenkeel.contract.store.KeyRange.Bound;
import io.evenkeel.contract.store.Snapshot;
import io.evenkeel.contract.store.StoreScanner;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.parity.finding.DigestComparison;
import io.evenkeel.parity.finding.Findings;
import io.evenkeel.parity.finding.Inspector.Inspection;
import io.evenkeel.parity.finding.Witnesses;
import io.evenkeel.parity.ledger.LedgerEntry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Goes through all rows entity by entity, range by range of their keys. A range is compared by sums, while those that follow are
 * read already; one whose sums differ is gone through again, page by page, by digests of single rows.
 */
final class KeyWalk implements Walk {
    private static final int ROWS_PER_PAGE = 1_000;

    private final Witnesses witnesses;
    private final Findings findings;
    private final ExecutorService readers = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("sweep-", 0).factory());
    private final RangeSums sums;
    private final @Nullable String workspace;
    private final List<String> entities;
    private int current;
    private @Nullable Bound after;

    /** The ranges that are being compared, in their order; the first begins where this walk stands. */
    private final Deque<Ahead> ahead = new ArrayDeque<>();

    /** The range whose sums differ, as far as it was not gone through yet. */
    private @Nullable KeyRange suspect;

    /**
     * A range that is being compared.
     *
     * @param rows how many it was allowed
     * @param mark taken before it was read
     */
    private record Ahead(
            int entity, KeyRange range, int rows, long mark, Future<Optional<RangeSums.Outcome>> comparison) {}

    /** A walk that begins at that place. */
    KeyWalk(SweepRequest request, SweepPlace place, Witnesses witnesses, Findings findings) {
        this.witnesses = witnesses;
        this.findings = findings;
        sums = new RangeSums(witnesses, readers);
        workspace = request.workspace();
        entities = witnesses.catalogue().entities().stream()
                .map(Entity::name)
                .filter(request::includes)
                .toList();
        String begun = place.entity();
        int index = begun == null ? -1 : entities.indexOf(begun);
        current = Math.max(0, index);
        after = index < 0 ? null : place.after();
    }

    @Override
    public boolean isOver() {
        return current >= entities.size();
    }

    @Override
    public SweepPlace place() {
        return isOver() ? SweepPlace.BEGINNING : SweepPlace.at(entities.get(current), after);
    }

    @Override
    public long expected() {
        Map<String, Long> counts = witnesses.ledger().counts(workspace);
        return entities.stream()
                .mapToLong(entity -> counts.getOrDefault(entity, 0L))
                .sum();
    }

    @Override
    public Optional<Step> step(int rows, int atATime) throws InterruptedException {
        KeyRange differing = suspect;
        if (differing != null) {
            return page(entities.get(current), differing, Math.min(rows, ROWS_PER_PAGE));
        }
        lookAhead(rows, atATime);
        Ahead first = ahead.getFirst();
        Optional<RangeSums.Outcome> compared = await(first);
        if (compared.isEmpty()) {
            return Optional.empty();
        }
        ahead.removeFirst();
        String entity = entities.get(current);
        KeyRange range = first.range();
        RangeSums.Outcome outcome = compared.get();
        if (!outcome.equal()) {
            suspect = range;
            return page(entity, range, Math.min(rows, ROWS_PER_PAGE));
        }
        findings.record(first.mark(), equalAgain(entity, range, outcome), List.of(), Map.of());
        moveBeyond(range);
        return Optional.of(new Step(outcome.live(), List.of(), first.rows(), range.upTo() != null, outcome.slowest()));
    }

    @Override
    public void close() {
        readers.close();
    }

    /** Begins to compare the ranges that come next. */
    private void lookAhead(int rows, int atATime) {
        int entity = current;
        Bound from = after;
        if (!ahead.isEmpty()) {
            Ahead last = ahead.getLast();
            from = last.range().upTo();
            entity = from == null ? last.entity() + 1 : last.entity();
        }
        while (ahead.size() < atATime && entity < entities.size()) {
            String name = entities.get(entity);
            long mark = findings.mark();
            Bound end = witnesses
                    .ledger()
                    .end(name, new KeyRange(workspace, from, null), rows)
                    .orElse(null);
            KeyRange range = new KeyRange(workspace, from, end);
            ahead.addLast(new Ahead(entity, range, rows, mark, readers.submit(() -> sums.compare(name, range, rows))));
            from = end;
            entity = from == null ? entity + 1 : entity;
        }
    }

    /** What a range came to; where that is unknown, those behind it are begun anew too. */
    private Optional<RangeSums.Outcome> await(Ahead range) throws InterruptedException {
        boolean known = false;
        try {
            Optional<RangeSums.Outcome> outcome = range.comparison().get();
            known = outcome.isPresent();
            return outcome;
        } catch (ExecutionException failed) {
            throw RangeSums.cause(failed);
        } finally {
            if (!known) {
                ahead.forEach(begun -> begun.comparison().cancel(true));
                ahead.clear();
            }
        }
    }

    /** The rows with open mismatches that are equal by now. */
    private List<RowKey> equalAgain(String entity, KeyRange range, RangeSums.Outcome outcome) {
        return findings.openKeys().stream()
                .filter(key -> key.entity().equals(entity)
                        && range.contains(key)
                        && !outcome.inFlight().contains(key))
                .toList();
    }

    private Optional<Step> page(String entity, KeyRange differing, int rows) throws InterruptedException {
        long mark = findings.mark();
        List<Snapshot<List<DigestedRow>>> read = new ArrayList<>();
        long slowest = 0;
        for (StoreScanner store : witnesses.stores().values()) {
            long begun = System.nanoTime();
            read.add(store.digests(entity, differing, rows));
            slowest = Math.max(slowest, System.nanoTime() - begun);
        }
        if (!witnesses.awaitLedger(read)) {
            return Optional.empty();
        }
        List<LedgerEntry> entries =
                witnesses.ledger().range(entity, differing, rows).value();
        List<List<RowKey>> pages = new ArrayList<>();
        read.forEach(
                page -> pages.add(page.value().stream().map(DigestedRow::key).toList()));
        pages.add(entries.stream().map(LedgerEntry::key).toList());
        SweepRange range = SweepRange.of(differing.after(), pages, rows);

        Map<RowKey, LedgerEntry> byKey = entries.stream().collect(Collectors.toMap(LedgerEntry::key, entry -> entry));
        DigestComparison comparison = DigestComparison.of(range.keys(), byKey, read);
        Inspection inspection = witnesses.inspector().inspect(comparison.different());
        if (!inspection.complete()) {
            return Optional.empty();
        }
        List<RowKey> judged = new ArrayList<>(comparison.equal());
        judged.addAll(inspection.judged());
        findings.record(mark, judged, inspection.mismatches(), Map.of());
        if (range.isLast()) {
            suspect = null;
            moveBeyond(differing);
        } else {
            after = range.upTo();
            suspect = new KeyRange(workspace, after, differing.upTo());
        }
        return Optional.of(new Step(
                judged.size() - gone(comparison.equal(), byKey),
                inspection.mismatches(),
                rows,
                !range.isLast(),
                Duration.ofNanos(slowest)));
    }

    private void moveBeyond(KeyRange range) {
        after = range.upTo();
        if (after == null) {
            current++;
        }
    }

    /** How many of those rows are in no store, as they should. */
    private static long gone(List<RowKey> equal, Map<RowKey, LedgerEntry> entries) {
        return equal.stream()
                .filter(key -> Optional.ofNullable(entries.get(key))
                        .map(LedgerEntry::deleted)
                        .orElse(true))
                .count();
    }
}
