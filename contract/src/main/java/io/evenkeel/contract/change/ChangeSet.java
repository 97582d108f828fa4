package io.evenkeel.contract.change;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one event does, applied in one transaction. There is exactly one for each event, empty if the event does nothing,
 * in the partition of the same number.
 *
 * @param position where the event stands
 * @param eventId the event's id
 * @param eventSource the event's source
 * @param eventType the event's type
 * @param root the row on top of everything that changes; null when nothing does
 * @param sequence the application's version of the root, or null
 * @param condition when it does anything
 * @param changes the steps, in order
 * @param provenance what made the vectors, or null when there are none
 * @param barrier the name of a barrier that this record carries to the writers, or null
 */
public record ChangeSet(
        Position position,
        String eventId,
        String eventSource,
        String eventType,
        @Nullable RowKey root,
        @Nullable Long sequence,
        Condition condition,
        List<Change> changes,
        @Nullable Provenance provenance,
        @Nullable String barrier) {
    public ChangeSet {
        changes = List.copyOf(changes);
        if (root == null && !changes.isEmpty()) {
            throw new IllegalArgumentException("a change set that changes something names its root");
        }
        if (condition instanceof Condition.IfMatch && changes.isEmpty()) {
            throw new IllegalArgumentException("a change set with a condition on a row changes that row");
        }
    }

    /** Every key that it names: its root, the rows that it changes, and their owners. */
    public Set<RowKey> keys(Catalogue catalogue) {
        Set<RowKey> keys = new LinkedHashSet<>();
        addKeys(catalogue, keys);
        return keys;
    }

    /** Adds {@link #keys} to others; a batch has many. */
    void addKeys(Catalogue catalogue, Set<RowKey> keys) {
        if (root != null) {
            keys.add(root);
        }
        for (Change change : changes) {
            switch (change) {
                case Change.Upsert upsert -> addWithOwner(upsert.row(), catalogue, keys);
                case Change.Delete delete -> keys.add(delete.key());
                case Change.ReplaceChildren replace -> {
                    keys.add(replace.parent());
                    replace.rows().forEach(row -> addWithOwner(row, catalogue, keys));
                }
            }
        }
    }

    /** The rows that it brings, each as it leaves them: the last version, or the first where rows are only inserted. */
    public Map<RowKey, Row> rows() {
        Map<RowKey, Row> rows = new HashMap<>();
        for (Change change : changes) {
            switch (change) {
                case Change.Upsert upsert -> addVersion(upsert.row(), rows);
                case Change.ReplaceChildren replace -> replace.rows().forEach(row -> addVersion(row, rows));
                case Change.Delete delete -> rows.remove(delete.key());
            }
        }
        return rows;
    }

    private void addVersion(Row row, Map<RowKey, Row> rows) {
        if (condition instanceof Condition.IfAbsent) {
            rows.putIfAbsent(row.key(), row);
        } else {
            rows.put(row.key(), row);
        }
    }

    private static void addWithOwner(Row row, Catalogue catalogue, Set<RowKey> keys) {
        keys.add(row.key());
        row.parent(catalogue).ifPresent(keys::add);
    }

    /** The change set of an event that does nothing. */
    public static ChangeSet empty(Position position, String eventId, String eventSource, String eventType) {
        return new ChangeSet(
                position, eventId, eventSource, eventType, null, null, Condition.NONE, List.of(), null, null);
    }

    /** The change set of a barrier. */
    public static ChangeSet barrier(Position position, String eventId, String eventType, String barrier) {
        return new ChangeSet(
                position, eventId, "evenkeel", eventType, null, null, Condition.NONE, List.of(), null, barrier);
    }
}
