package io.evenkeel.parity.ledger;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.change.BatchPlan;
import io.evenkeel.contract.change.BatchPlanner;
import io.evenkeel.contract.change.ChangeSet;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.change.RowWrite;
import io.evenkeel.contract.change.Verdict;
import io.evenkeel.contract.store.ChangeBatch;
import io.evenkeel.contract.store.ChangeBatch.Consumed;
import io.evenkeel.contract.store.KeyRange;
import io.evenkeel.contract.store.KeyRange.Bound;
import io.evenkeel.contract.store.Snapshot;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.value.Digest;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The third witness: every row as the log alone has it, planned by the same rules as in the stores. A change set that the
 * plan refuses is a dead letter in both stores alike, and leaves no trace here either. Thread-safe; one thread applies.
 */
public final class Ledger {
    private final LedgerFile file;
    private final Catalogue catalogue;
    private final BatchPlanner planner;
    private final Function<Row, Digest> digests;
    private final Object moved = new Object();
    private volatile Map<Integer, StorePosition> positions;

    /**
     * A ledger in a file.
     *
     * @param file where it is kept
     * @param catalogue the entities
     * @param digests the digest of a row's canonical bytes
     */
    public Ledger(LedgerFile file, Catalogue catalogue, Function<Row, Digest> digests) {
        this.file = file;
        this.catalogue = catalogue;
        this.planner = new BatchPlanner(catalogue);
        this.digests = digests;
        this.positions = Map.copyOf(file.read(connection -> table(connection).positions()));
    }

    /**
     * Takes consecutive records of the log in, rows and positions in one transaction.
     *
     * @throws LedgerUnavailableException when the file cannot be written; nothing was changed
     */
    public void apply(ChangeBatch batch) {
        Map<Integer, StorePosition> next = file.write(connection -> {
            LedgerTable table = table(connection);
            List<ChangeSet> changeSets =
                    batch.records().stream().map(Consumed::changeSet).toList();
            BatchPlan plan = planner.plan(changeSets, new LedgerState(table));
            write(table, plan, changesOffsets(batch));
            refuse(table, plan, batch);
            return advance(table, batch);
        });
        positions = next;
        synchronized (moved) {
            moved.notifyAll();
        }
    }

    /** How far the ledger has come. */
    public Map<Integer, StorePosition> positions() {
        return positions;
    }

    /** The entries of those keys that the log ever named. */
    public Snapshot<Map<RowKey, LedgerEntry>> find(Collection<RowKey> keys) {
        return snapshot(table -> table.find(keys));
    }

    /** The entries of a range of an entity, deleted ones included, in the order of (workspace, key). */
    public Snapshot<List<LedgerEntry>> range(String entity, KeyRange range, int limit) {
        return snapshot(table -> table.range(entity, range, limit));
    }

    /** The key of the last of so many entries at the beginning of a range; empty where it has no more than that. */
    public Optional<Bound> end(String entity, KeyRange range, int rows) {
        return file.read(connection -> table(connection).end(entity, range, rows));
    }

    /**
     * What a range comes to in a store that stood at those positions, to be asked once this ledger covers them: then a row
     * that is not in flight is in that store as it is here, or the store differs.
     */
    public LedgerSum sum(String entity, KeyRange range, Map<Integer, StorePosition> store) {
        return file.read(connection -> table(connection).sum(entity, range, store));
    }

    /**
     * The rows whose last change lies between two positions of a partition, oldest first; rows of one event are never
     * torn apart.
     *
     * @param after exclusive lower bound, an offset of {@code evenkeel.events}
     * @param upTo inclusive upper bound
     * @param limit about how many; more when a single event changed more
     */
    public Changed changed(int partition, long after, long upTo, int limit) {
        return file.read(connection -> {
            LedgerTable table = table(connection);
            List<LedgerEntry> entries = table.changed(partition, after, upTo, limit + 1);
            if (entries.size() <= limit) {
                return new Changed(entries, upTo);
            }
            long cut = entries.getLast().position().offset();
            List<LedgerEntry> whole = entries.stream()
                    .filter(entry -> entry.position().offset() < cut)
                    .toList();
            return whole.isEmpty()
                    ? new Changed(table.changed(partition, cut - 1, cut, Integer.MAX_VALUE), cut)
                    : new Changed(whole, cut - 1);
        });
    }

    /**
     * A stretch of one partition.
     *
     * @param entries the rows last changed in it
     * @param upTo where it ends, an offset of {@code evenkeel.events}
     */
    public record Changed(List<LedgerEntry> entries, long upTo) {
        public Changed {
            entries = List.copyOf(entries);
        }
    }

    /** The rows whose last change is that of one event. */
    public Snapshot<List<LedgerEntry>> changedBy(Position event) {
        return snapshot(
                table -> table.changed(event.partition(), event.offset() - 1, event.offset(), Integer.MAX_VALUE));
    }

    /**
     * Why a change set has no effect here, and in no store: it breaks the log's own rules.
     *
     * @param partition its partition
     * @param changesOffset its offset in {@code evenkeel.changes}
     */
    public Optional<Verdict.Refused> refusal(int partition, long changesOffset) {
        return file.read(connection -> table(connection).refusal(partition, changesOffset));
    }

    /** The number of rows of each entity that are to be in both stores. */
    public Map<String, Long> counts() {
        return counts(null);
    }

    /** The same of one workspace; of all where it is null. */
    public Map<String, Long> counts(@Nullable String workspace) {
        return file.read(connection -> table(connection).counts(workspace));
    }

    /** The same of rows whose last change lies in a stretch of a partition, as in {@link #changed}. */
    public Map<String, Long> counts(int partition, long after, long upTo, @Nullable String workspace) {
        return file.read(connection -> table(connection).counts(partition, after, upTo, workspace));
    }

    /** So many rows of an entity that are to be in both stores, each as likely as any other; fewer where there are fewer. */
    public List<RowKey> sample(String entity, int count, Random random) {
        return file.readApart(connection -> table(connection).sample(entity, count, random));
    }

    /** What the rows of each entity come to that are to be in both stores; reads them all. Entities without rows are absent. */
    public Snapshot<Map<String, EntityContent>> contents() {
        return file.readApart(connection -> {
            LedgerTable table = table(connection);
            return new Snapshot<>(table.contents(), table.positions());
        });
    }

    /**
     * Waits until the ledger has come at least as far as a store had, so that it can judge what was read there.
     *
     * @return whether it has; false when the time is over
     */
    public boolean awaitCover(Map<Integer, StorePosition> store, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        synchronized (moved) {
            while (!covers(store)) {
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    return false;
                }
                moved.wait(left);
            }
            return true;
        }
    }

    private boolean covers(Map<Integer, StorePosition> store) {
        Map<Integer, StorePosition> mine = positions;
        return store.values().stream().allMatch(theirs -> {
            StorePosition reached = mine.get(theirs.partition());
            // A store may still stand in an earlier log, of which this ledger knows nothing and need not.
            return theirs.applied().epoch() < file.epoch()
                    || (reached != null && !theirs.applied().isAfter(reached.applied()));
        });
    }

    private void write(LedgerTable table, BatchPlan plan, Map<Position, Long> offsets) throws SQLException {
        List<LedgerEntry> entries = new ArrayList<>(plan.writes().size());
        List<RowWrite.Raise> raises = new ArrayList<>();
        for (RowWrite write : plan.writes()) {
            switch (write) {
                case RowWrite.Put put ->
                    entries.add(new LedgerEntry(
                            put.key(),
                            put.position(),
                            put.sequence(),
                            digests.apply(put.row()),
                            put.row().parent(catalogue).map(RowKey::key).orElse(null),
                            put.row()
                                    .origin(catalogue.entity(put.key().entity()))
                                    .orElse(null),
                            Objects.requireNonNull(offsets.get(put.position()))));
                case RowWrite.Remove remove ->
                    entries.add(new LedgerEntry(
                            remove.key(),
                            remove.position(),
                            remove.sequence(),
                            null,
                            null,
                            null,
                            Objects.requireNonNull(offsets.get(remove.position()))));
                case RowWrite.Raise raise -> raises.add(raise);
                case RowWrite.Erase erase -> throw new IllegalStateException("the log erases nothing: " + erase);
            }
        }
        table.put(entries);
        for (RowWrite.Raise raise : raises) {
            table.raise(raise.key(), raise.sequence());
        }
    }

    private static void refuse(LedgerTable table, BatchPlan plan, ChangeBatch batch) throws SQLException {
        for (int i = 0; i < plan.verdicts().size(); i++) {
            if (plan.verdicts().get(i) instanceof Verdict.Refused refused) {
                Consumed record = batch.records().get(i);
                table.refuse(record.partition(), record.offset(), refused);
            }
        }
    }

    private static Map<Position, Long> changesOffsets(ChangeBatch batch) {
        Map<Position, Long> offsets = new HashMap<>();
        batch.records().forEach(record -> offsets.put(record.changeSet().position(), record.offset()));
        return offsets;
    }

    private Map<Integer, StorePosition> advance(LedgerTable table, ChangeBatch batch) throws SQLException {
        Map<Integer, StorePosition> next = new HashMap<>(positions);
        for (Consumed record : batch.records()) {
            next.put(
                    record.partition(),
                    new StorePosition(
                            record.partition(),
                            record.offset() + 1,
                            record.changeSet().position()));
        }
        for (Map.Entry<Integer, Long> read : batch.nextOffsets().entrySet()) {
            StorePosition position = next.get(read.getKey());
            if (position != null) {
                StorePosition moved = new StorePosition(read.getKey(), read.getValue(), position.applied());
                next.put(read.getKey(), moved);
                table.move(moved);
            }
        }
        return Map.copyOf(next);
    }

    private <T> Snapshot<T> snapshot(Query<T> query) {
        return file.read(connection -> {
            LedgerTable table = table(connection);
            return new Snapshot<>(query.on(table), table.positions());
        });
    }

    private LedgerTable table(Connection connection) {
        return new LedgerTable(connection, file.epoch());
    }

    @FunctionalInterface
    private interface Query<T> {
        T on(LedgerTable table) throws SQLException;
    }
}
