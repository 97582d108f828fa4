package io.evenkeel.parity.drift;

import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.value.RowKey;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was found by watching: which rows, how many, and which stretches nobody watched. Rows are kept until they are right
 * again, over a restart too; numbers are those of this process. Thread-safe.
 */
public final class DriftJournal {
    /** Beyond that, the oldest are forgotten: they stay mismatches, of which it is not known any more how they were found. */
    static final int ROWS = 10_000;

    private static final int GAPS = 20;

    private final DriftFile file;
    private final DriftPolicies policies;
    private final Clock clock;
    private final Map<RowKey, DriftedRow> rows = new LinkedHashMap<>();
    private final Map<Count, Long> counts = new HashMap<>();
    private final Map<Backend, String> places = new EnumMap<>(Backend.class);
    private final List<Gap> gaps = new ArrayList<>();
    private long missed;
    private boolean changed;

    /** What is counted. */
    record Count(Backend store, String entity, DriftPolicy policy) {}

    DriftJournal(DriftFile file, DriftPolicies policies, Clock clock) {
        this.file = file;
        this.policies = policies;
        this.clock = clock;
        DriftFile.Kept kept = file.read();
        kept.rows().forEach(row -> rows.put(row.key(), row.row(policies)));
        gaps.addAll(kept.gaps());
        places.putAll(kept.places());
    }

    /**
     * Remembers rows that were found to differ.
     *
     * @return those that are new, or were changed once more
     */
    synchronized List<DriftedRow> found(Map<RowKey, Sighting> found) {
        List<DriftedRow> fresh = new ArrayList<>();
        found.forEach((key, sighting) -> {
            DriftedRow before = rows.get(key);
            if (before != null && before.sighting().equals(sighting)) {
                return;
            }
            DriftedRow row = new DriftedRow(key, sighting, policies.of(key.entity()), clock.instant());
            rows.remove(key);
            rows.put(key, row);
            counts.merge(new Count(sighting.store(), key.entity(), row.policy()), 1L, Long::sum);
            fresh.add(row);
        });
        while (rows.size() > ROWS) {
            rows.remove(rows.keySet().iterator().next());
        }
        changed |= !fresh.isEmpty();
        return fresh;
    }

    /** Forgets rows that are right again. */
    synchronized void keepOnly(Set<RowKey> open) {
        changed |= rows.keySet().retainAll(open);
    }

    /** The rows that were found and are not known to be right again, oldest first. */
    public synchronized List<DriftedRow> rows() {
        return List.copyOf(rows.values());
    }

    /** How a row was found, if it was by watching. */
    public synchronized Optional<DriftedRow> row(RowKey key) {
        return Optional.ofNullable(rows.get(key));
    }

    /** How often rows of an entity were found in a store since this process began. */
    synchronized long count(Backend store, String entity, DriftPolicy policy) {
        return counts.getOrDefault(new Count(store, entity, policy), 0L);
    }

    /** All that were counted. */
    synchronized Map<Count, Long> counts() {
        return Map.copyOf(counts);
    }

    /** Remembers up to where a store's own log was watched. */
    synchronized void reached(Backend store, String place) {
        changed |= !place.equals(places.put(store, place));
    }

    /** Up to where a store's own log was watched last; null when it never was. */
    synchronized @Nullable String reached(Backend store) {
        return places.get(store);
    }

    /** Remembers a stretch that nobody watched. */
    synchronized void missed(Gap gap) {
        missed++;
        gaps.add(gap);
        if (gaps.size() > GAPS) {
            gaps.removeFirst();
        }
        changed = true;
    }

    /** How many such stretches there were since this process began. */
    synchronized long missed() {
        return missed;
    }

    /** The last stretches that nobody watched, oldest first. */
    public synchronized List<Gap> gaps() {
        return List.copyOf(gaps);
    }

    /** Writes down what has changed since. */
    synchronized void save() {
        if (changed) {
            file.write(DriftFile.Kept.of(rows.values(), gaps, places));
            changed = false;
        }
    }

    /** Those of the rows that stand under a policy. */
    synchronized List<DriftedRow> of(Collection<DriftPolicy> wanted) {
        return rows.values().stream()
                .filter(row -> wanted.contains(row.policy()))
                .toList();
    }
}
