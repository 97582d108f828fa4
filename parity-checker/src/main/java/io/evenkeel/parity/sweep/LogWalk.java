package io.evenkeel.parity.sweep;

import io.evenkeel.contract.value.RowKey;
import io.evenkeel.parity.finding.DigestComparison;
import io.evenkeel.parity.finding.Findings;
import io.evenkeel.parity.finding.Inspector.Inspection;
import io.evenkeel.parity.finding.Witnesses;
import io.evenkeel.parity.ledger.Ledger.Changed;
import io.evenkeel.parity.ledger.LedgerEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Goes through the rows that the log has changed last in a stretch of each partition. A row that changes meanwhile leaves
 * the stretch, and is the tail's.
 */
final class LogWalk implements Walk {
    private final SweepRequest request;
    private final Witnesses witnesses;
    private final Findings findings;
    private SweepPlace place;

    /** A walk that begins at that place. */
    LogWalk(SweepRequest request, SweepPlace place, Witnesses witnesses, Findings findings) {
        this.request = request;
        this.witnesses = witnesses;
        this.findings = findings;
        this.place = place;
    }

    /**
     * Where a walk begins that looks at what changed since some time.
     *
     * @param first by partition, the first event since then; partitions without one are absent
     * @param witnesses the ledger has come as far as it is to look
     */
    static SweepPlace begin(Map<Integer, Long> first, Witnesses witnesses) {
        Map<Integer, Long> reached = new HashMap<>();
        Map<Integer, Long> upTo = new HashMap<>();
        witnesses.ledger().positions().forEach((partition, position) -> {
            Long from = first.get(partition);
            if (from != null) {
                reached.put(partition, from - 1);
                upTo.put(partition, position.applied().offset());
            }
        });
        return SweepPlace.between(reached, upTo);
    }

    @Override
    public boolean isOver() {
        return next().isEmpty();
    }

    @Override
    public SweepPlace place() {
        return place;
    }

    @Override
    public long expected() {
        return place.upTo().entrySet().stream()
                .mapToLong(stretch -> witnesses
                        .ledger()
                        .counts(stretch.getKey(), after(stretch.getKey()), stretch.getValue(), request.workspace())
                        .entrySet()
                        .stream()
                        .filter(count -> request.includes(count.getKey()))
                        .mapToLong(Map.Entry::getValue)
                        .sum())
                .sum();
    }

    @Override
    public void close() {}

    @Override
    public Optional<Step> step(int rows, int atATime) throws InterruptedException {
        int partition = next().orElseThrow();
        long end = Objects.requireNonNull(place.upTo().get(partition));
        long mark = findings.mark();
        Changed changed = witnesses.ledger().changed(partition, after(partition), end, rows);
        Map<String, List<RowKey>> byEntity = new LinkedHashMap<>();
        Map<RowKey, LedgerEntry> entries = new HashMap<>();
        changed.entries().stream().filter(this::isAskedFor).forEach(entry -> {
            byEntity.computeIfAbsent(entry.key().entity(), ignored -> new ArrayList<>())
                    .add(entry.key());
            entries.put(entry.key(), entry);
        });
        List<RowKey> judged = new ArrayList<>();
        List<RowKey> suspects = new ArrayList<>();
        long begun = System.nanoTime();
        for (Map.Entry<String, List<RowKey>> same : byEntity.entrySet()) {
            Optional<DigestComparison> comparison = witnesses.compare(same.getKey(), same.getValue());
            if (comparison.isEmpty()) {
                return Optional.empty();
            }
            judged.addAll(comparison.get().equal());
            suspects.addAll(comparison.get().different());
        }
        Duration slowest = Duration.ofNanos(System.nanoTime() - begun);
        Inspection inspection = witnesses.inspector().inspect(suspects);
        if (!inspection.complete()) {
            return Optional.empty();
        }
        judged.addAll(inspection.judged());
        findings.record(mark, judged, inspection.mismatches(), Map.of());
        place = place.reached(partition, changed.upTo());
        long live = judged.stream()
                .filter(key -> !Objects.requireNonNull(entries.get(key)).deleted())
                .count();
        return Optional.of(new Step(live, inspection.mismatches(), rows, changed.upTo() < end, slowest));
    }

    private Optional<Integer> next() {
        return place.upTo().entrySet().stream()
                .filter(stretch -> after(stretch.getKey()) < stretch.getValue())
                .map(Map.Entry::getKey)
                .min(Integer::compare);
    }

    private long after(int partition) {
        return place.reached().getOrDefault(partition, -1L);
    }

    private boolean isAskedFor(LedgerEntry entry) {
        String workspace = request.workspace();
        return request.includes(entry.key().entity())
                && (workspace == null || workspace.equals(entry.key().workspace()));
    }
}
