package io.evenkeel.parity.finding;

import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.parity.ledger.LedgerFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What comparisons have found so far: the verified watermark of each partition and the open mismatches, kept in the
 * ledger's file in one transaction, so that a restart forgets neither. Thread-safe.
 */
public final class Findings {
    private static final int REMEMBERED_CLOSINGS = 10_000;

    private final LedgerFile file;
    private final Sightings sightings;
    private volatile Map<Integer, Long> watermarks;
    private volatile List<Mismatch> open;

    /** In which record each open mismatch was found last. */
    private final Map<RowKey, Long> foundIn = new HashMap<>();

    /** In which record each row that is closed was closed last; the latest of them. */
    private final SequencedMap<RowKey, Long> closedIn = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<RowKey, Long> eldest) {
            return size() > REMEMBERED_CLOSINGS;
        }
    };

    /** Rows that a look found different while another closed them: the next look decides. Open in the file. */
    private volatile Set<RowKey> doubtful = Set.of();

    private long records;

    /** The findings in that file, of which nobody is told. */
    public Findings(LedgerFile file) {
        this(file, Sightings.NONE);
    }

    /**
     * The findings in that file.
     *
     * @param sightings is told of every look, one after the other
     */
    public Findings(LedgerFile file, Sightings sightings) {
        this.file = file;
        this.sightings = sightings;
        this.watermarks = Map.copyOf(file.read(Findings::readWatermarks));
        this.open = List.copyOf(file.read(Findings::readMismatches));
    }

    /** By partition, the offset of {@code evenkeel.events} up to which every change was compared, inclusive. */
    public Map<Integer, Long> watermarks() {
        return watermarks;
    }

    /** The mismatches that are open, oldest first. */
    public List<Mismatch> open() {
        return open;
    }

    /** Says which are open, while no look can change that. */
    public synchronized void tell(Consumer<List<Mismatch>> listener) {
        listener.accept(open);
    }

    /** The rows to look at again: those with open mismatches, oldest first, and those in doubt. */
    public Set<RowKey> openKeys() {
        Set<RowKey> keys = new LinkedHashSet<>();
        open.forEach(mismatch -> keys.add(mismatch.key()));
        keys.addAll(doubtful);
        return keys;
    }

    /** To be taken before rows are read, for {@link #record}. */
    public synchronized long mark() {
        return records;
    }

    /**
     * Keeps the result of comparisons.
     *
     * @param mark taken before the rows were read: what others have found since is newer, and is not closed; what
     *     others have closed since is not opened again before another look
     * @param judged the rows that were compared: what was open for them and is not found again is closed
     * @param found the mismatches of those rows
     * @param moved the watermarks that have moved
     */
    public synchronized void record(
            long mark, Collection<RowKey> judged, Collection<Mismatch> found, Map<Integer, Long> moved) {
        Set<RowKey> known = openKeys();
        Set<RowKey> replaced = new HashSet<>(judged);
        replaced.removeIf(key -> foundIn.getOrDefault(key, 0L) > mark);
        found.forEach(mismatch -> replaced.add(mismatch.key()));
        replaced.retainAll(known);
        if (replaced.isEmpty() && found.isEmpty() && moved.isEmpty()) {
            return;
        }
        List<Mismatch> kept = new ArrayList<>();
        Map<RowKey, List<Mismatch>> before = new LinkedHashMap<>();
        for (Mismatch mismatch : open) {
            if (replaced.contains(mismatch.key())) {
                before.computeIfAbsent(mismatch.key(), ignored -> new ArrayList<>())
                        .add(mismatch);
            } else {
                kept.add(mismatch);
            }
        }
        List<Mismatch> added = new ArrayList<>();
        List<Mismatch> inDoubt = new ArrayList<>();
        for (Mismatch mismatch : found) {
            boolean closedSince = closedIn.getOrDefault(mismatch.key(), 0L) > mark;
            (closedSince ? inDoubt : added).add(since(mismatch, before.getOrDefault(mismatch.key(), List.of())));
        }
        replace(replaced, kept, added, inDoubt, moved);
        Set<Mismatch.Identity> still = new HashSet<>();
        added.forEach(mismatch -> still.add(mismatch.identity()));
        List<Mismatch> gone = before.values().stream()
                .flatMap(List::stream)
                .filter(earlier -> !still.contains(earlier.identity()))
                .toList();
        if (!added.isEmpty() || !gone.isEmpty()) {
            sightings.looked(added, gone);
        }
    }

    /**
     * Opens mismatches again that were open when this file was lost, or begun again: the next look at their rows says
     * whether they still are. One that is open keeps its values, and the earlier of both times.
     */
    public synchronized void restore(Collection<Mismatch> earlier) {
        Map<RowKey, List<Mismatch>> restored = new LinkedHashMap<>();
        for (Mismatch mismatch : earlier) {
            restored.computeIfAbsent(mismatch.key(), ignored -> new ArrayList<>())
                    .add(mismatch);
        }
        List<Mismatch> kept = new ArrayList<>();
        List<Mismatch> added = new ArrayList<>();
        for (Mismatch mismatch : open) {
            List<Mismatch> ofRow = restored.get(mismatch.key());
            if (ofRow == null) {
                kept.add(mismatch);
            } else {
                added.add(since(mismatch, ofRow));
                ofRow.removeIf(mismatch::sameAs);
            }
        }
        Set<RowKey> replaced = Set.copyOf(restored.keySet());
        restored.values().forEach(added::addAll);
        if (!added.isEmpty()) {
            replace(replaced, kept, added, List.of(), Map.of());
        }
    }

    private void replace(
            Set<RowKey> replaced,
            List<Mismatch> kept,
            List<Mismatch> added,
            List<Mismatch> inDoubt,
            Map<Integer, Long> moved) {
        file.write(connection -> {
            deleteMismatches(connection, replaced);
            insertMismatches(connection, added);
            insertMismatches(connection, inDoubt);
            moveWatermarks(connection, moved);
            return true;
        });
        records++;
        foundIn.keySet().removeAll(replaced);
        replaced.forEach(key -> closedIn.putLast(key, records));
        for (Mismatch mismatch : added) {
            foundIn.put(mismatch.key(), records);
            closedIn.remove(mismatch.key());
        }
        Set<RowKey> next = new HashSet<>(doubtful);
        next.removeAll(replaced);
        inDoubt.forEach(mismatch -> next.add(mismatch.key()));
        doubtful = Set.copyOf(next);
        kept.addAll(added);
        open = List.copyOf(kept);
        Map<Integer, Long> reached = new HashMap<>(watermarks);
        reached.putAll(moved);
        watermarks = Map.copyOf(reached);
    }

    /** A mismatch that is found again keeps the time at which it was found first. */
    private static Mismatch since(Mismatch found, List<Mismatch> before) {
        return before.stream()
                .filter(found::sameAs)
                .findFirst()
                .filter(earlier -> earlier.foundAt().isBefore(found.foundAt()))
                .map(earlier -> found.since(earlier.foundAt()))
                .orElse(found);
    }

    private static Map<Integer, Long> readWatermarks(Connection connection) throws SQLException {
        Map<Integer, Long> watermarks = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement("select partition, event_offset from watermark");
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                watermarks.put(rows.getInt(1), rows.getLong(2));
            }
        }
        return watermarks;
    }

    private static List<Mismatch> readMismatches(Connection connection) throws SQLException {
        List<Mismatch> mismatches = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                        "select entity, workspace, key, kind, column_name, in_log, in_sqlite, in_supabase, stores,"
                                + " found_at from mismatch order by rowid");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                Set<Backend> stores = EnumSet.noneOf(Backend.class);
                for (String store : row.getString(9).split(",", -1)) {
                    stores.add(Backend.valueOf(store));
                }
                mismatches.add(new Mismatch(
                        new RowKey(row.getString(1), row.getString(2), row.getString(3)),
                        MismatchKind.valueOf(row.getString(4)),
                        row.getString(5),
                        row.getString(6),
                        row.getString(7),
                        row.getString(8),
                        stores,
                        Instant.ofEpochMilli(row.getLong(10))));
            }
        }
        return mismatches;
    }

    private static void deleteMismatches(Connection connection, Set<RowKey> keys) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("delete from mismatch where entity = ? and workspace = ? and key = ?")) {
            for (RowKey key : keys) {
                bind(delete, key.entity(), key.workspace(), key.key());
                delete.addBatch();
            }
            delete.executeBatch();
        }
    }

    private static void insertMismatches(Connection connection, List<Mismatch> mismatches) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("insert into mismatch values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (Mismatch mismatch : mismatches) {
                bind(
                        insert,
                        mismatch.key().entity(),
                        mismatch.key().workspace(),
                        mismatch.key().key(),
                        mismatch.kind().name(),
                        mismatch.column(),
                        mismatch.log(),
                        mismatch.sqlite(),
                        mismatch.supabase(),
                        String.join(
                                ",",
                                mismatch.stores().stream().map(Backend::name).toList()),
                        mismatch.foundAt().toEpochMilli());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static void moveWatermarks(Connection connection, Map<Integer, Long> moved) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("insert or replace into watermark values (?, ?)")) {
            for (Map.Entry<Integer, Long> watermark : moved.entrySet()) {
                bind(upsert, watermark.getKey(), watermark.getValue());
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }

    private static void bind(PreparedStatement statement, @Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }
}
