package io.evenkeel.parity.sweep;

import io.evenkeel.contract.store.KeyRange.Bound;
import io.evenkeel.contract.value.RowKey;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One range of an entity's keys, taken from the merge of all witnesses: it ends at the lowest key up to which each of
 * them was read, so that a row that only one of them has is found wherever it stands. Pure.
 *
 * @param after where it begins, exclusive; null at the beginning
 * @param upTo where it ends, inclusive; null at the end
 * @param keys the keys in it that some witness has, in order
 */
record SweepRange(@Nullable Bound after, @Nullable Bound upTo, List<RowKey> keys) {
    private static final Comparator<RowKey> ORDER =
            Comparator.comparing(RowKey::workspace, RowKey.textOrder()).thenComparing(RowKey::key, RowKey.textOrder());

    SweepRange {
        keys = List.copyOf(keys);
    }

    /**
     * The range that follows a key.
     *
     * @param after exclusive lower bound that every page was read from
     * @param pages the keys that each witness has there, in order
     * @param limit the length of a page that may go on beyond its last key
     */
    static SweepRange of(@Nullable Bound after, Collection<List<RowKey>> pages, int limit) {
        Optional<RowKey> last = pages.stream()
                .filter(page -> page.size() >= limit)
                .map(List::getLast)
                .min(ORDER);
        Set<RowKey> merged = new TreeSet<>(ORDER);
        pages.forEach(merged::addAll);
        List<RowKey> keys = merged.stream()
                .filter(key -> last.map(end -> ORDER.compare(key, end) <= 0).orElse(true))
                .toList();
        return new SweepRange(
                after, last.map(key -> new Bound(key.workspace(), key.key())).orElse(null), keys);
    }

    /** Whether nothing follows. */
    boolean isLast() {
        return upTo == null;
    }
}
