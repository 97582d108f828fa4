package io.evenkeel.parity.ledger;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.change.Verdict;
import io.evenkeel.contract.store.KeyRange;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.value.Digest;
import io.evenkeel.contract.value.RowKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The SQL of the ledger's tables, on one connection and inside its transaction. */
final class LedgerTable {
    /** Few enough for a query's parameters. */
    private static final int KEYS_PER_QUERY = 500;

    private static final String COLUMNS =
            "entity, workspace, key, partition, event_offset, sequence, digest, parent, origin, changes_offset";

    private final Connection connection;
    private final long epoch;

    LedgerTable(Connection connection, long epoch) {
        this.connection = connection;
        this.epoch = epoch;
    }

    Map<RowKey, LedgerEntry> find(Collection<RowKey> keys) throws SQLException {
        Map<RowKey, LedgerEntry> found = new LinkedHashMap<>();
        for (List<RowKey> same : byTable(keys)) {
            RowKey first = same.getFirst();
            List<Object> parameters = new ArrayList<>(List.of(first.entity(), first.workspace()));
            same.forEach(key -> parameters.add(key.key()));
            query("where entity = ? and workspace = ? and key in (" + marks(same.size()) + ")", parameters.toArray())
                    .forEach(entry -> found.put(entry.key(), entry));
        }
        return found;
    }

    List<LedgerEntry> children(String entity, Collection<RowKey> parents) throws SQLException {
        List<LedgerEntry> found = new ArrayList<>();
        for (List<RowKey> same : byTable(parents)) {
            List<Object> parameters =
                    new ArrayList<>(List.of(entity, same.getFirst().workspace()));
            same.forEach(key -> parameters.add(key.key()));
            found.addAll(query(
                    "where entity = ? and workspace = ? and parent in (" + marks(same.size()) + ")",
                    parameters.toArray()));
        }
        return found;
    }

    List<LedgerEntry> range(String entity, KeyRange range, int limit) throws SQLException {
        List<Object> parameters = new ArrayList<>();
        return query(
                where(entity, range, parameters) + " order by workspace, key limit " + limit, parameters.toArray());
    }

    Optional<KeyRange.Bound> end(String entity, KeyRange range, int rows) throws SQLException {
        List<Object> parameters = new ArrayList<>();
        try (PreparedStatement select = prepare("select workspace, key from ledger " + where(entity, range, parameters)
                + " order by workspace, key limit 2 offset " + (rows - 1))) {
            bind(select, parameters.toArray());
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                KeyRange.Bound last = new KeyRange.Bound(row.getString(1), row.getString(2));
                return row.next() ? Optional.of(last) : Optional.empty();
            }
        }
    }

    LedgerSum sum(String entity, KeyRange range, Map<Integer, StorePosition> stood) throws SQLException {
        return new LedgerSums(connection, epoch).sum(entity, range, stood);
    }

    static String where(String entity, KeyRange range, List<Object> parameters) {
        StringBuilder where = new StringBuilder("where entity = ?");
        parameters.add(entity);
        if (range.workspace() != null) {
            where.append(" and workspace = ?");
            parameters.add(range.workspace());
        }
        bound(range.after(), " and (workspace, key) > (?, ?)", where, parameters);
        bound(range.upTo(), " and (workspace, key) <= (?, ?)", where, parameters);
        return where.toString();
    }

    /** Entries of a partition whose position is within the bounds, in its order. */
    List<LedgerEntry> changed(int partition, long after, long upTo, int limit) throws SQLException {
        return query(
                "where partition = ? and event_offset > ? and event_offset <= ? order by event_offset limit " + limit,
                partition,
                after,
                upTo);
    }

    /** Why the log's own rules refuse a record of the changes, where they do. */
    Optional<Verdict.Refused> refusal(int partition, long changesOffset) throws SQLException {
        try (PreparedStatement select =
                prepare("select code, message from refusal where partition = ? and changes_offset = ?")) {
            bind(select, partition, changesOffset);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(new Verdict.Refused(row.getString(1), row.getString(2)))
                        : Optional.empty();
            }
        }
    }

    void refuse(int partition, long changesOffset, Verdict.Refused verdict) throws SQLException {
        try (PreparedStatement upsert = prepare("insert or replace into refusal values (?, ?, ?, ?)")) {
            bind(upsert, partition, changesOffset, verdict.code(), verdict.message());
            upsert.executeUpdate();
        }
    }

    Map<Integer, StorePosition> positions() throws SQLException {
        Map<Integer, StorePosition> positions = new HashMap<>();
        try (PreparedStatement select = prepare("select partition, next_offset, applied_offset from position");
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                int partition = rows.getInt(1);
                positions.put(
                        partition,
                        new StorePosition(partition, rows.getLong(2), new Position(epoch, partition, rows.getLong(3))));
            }
        }
        return positions;
    }

    /** The number of rows that are to be in the stores; of one workspace, where one is given. */
    Map<String, Long> counts(@Nullable String workspace) throws SQLException {
        return workspace == null ? live("") : live(" and workspace = ?", workspace);
    }

    /** The same, of rows last changed in a stretch of a partition. */
    Map<String, Long> counts(int partition, long after, long upTo, @Nullable String workspace) throws SQLException {
        String stretch = " and partition = ? and event_offset > ? and event_offset <= ?";
        return workspace == null
                ? live(stretch, partition, after, upTo)
                : live(stretch + " and workspace = ?", partition, after, upTo, workspace);
    }

    private Map<String, Long> live(String condition, Object... parameters) throws SQLException {
        Map<String, Long> counts = new HashMap<>();
        try (PreparedStatement select = prepare(
                "select entity, count(*) from ledger where digest is not null" + condition + " group by entity")) {
            bind(select, parameters);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    counts.put(rows.getString(1), rows.getLong(2));
                }
            }
        }
        return counts;
    }

    /** Keys of live rows, each as likely as any other: the n-th is taken with count in n, for one that was taken before. */
    List<RowKey> sample(String entity, int count, Random random) throws SQLException {
        List<RowKey> sample = new ArrayList<>(count);
        try (PreparedStatement select =
                prepare("select workspace, key from ledger where entity = ? and digest is not null")) {
            bind(select, entity);
            try (ResultSet rows = select.executeQuery()) {
                for (int seen = 1; rows.next(); seen++) {
                    int place = sample.size() < count ? sample.size() : random.nextInt(seen);
                    if (place < count) {
                        RowKey key = new RowKey(entity, rows.getString(1), rows.getString(2));
                        if (place == sample.size()) {
                            sample.add(key);
                        } else {
                            sample.set(place, key);
                        }
                    }
                }
            }
        }
        return sample;
    }

    /** Counts and digests of the rows that are to be in the stores, in one scan along the primary key. */
    Map<String, EntityContent> contents() throws SQLException {
        Map<String, EntityContent> contents = new HashMap<>();
        try (PreparedStatement select = prepare("select entity, digest from ledger where digest is not null"
                        + " order by entity, workspace, key");
                ResultSet rows = select.executeQuery()) {
            String entity = null;
            EntityContent.Sum sum = new EntityContent.Sum();
            while (rows.next()) {
                String next = rows.getString(1);
                if (!next.equals(entity)) {
                    if (entity != null) {
                        contents.put(entity, sum.content());
                    }
                    entity = next;
                    sum = new EntityContent.Sum();
                }
                sum.add(Digest.fromBytes(rows.getBytes(2)));
            }
            if (entity != null) {
                contents.put(entity, sum.content());
            }
        }
        return contents;
    }

    void put(Collection<LedgerEntry> entries) throws SQLException {
        try (PreparedStatement upsert =
                prepare("insert or replace into ledger (" + COLUMNS + ") values (" + marks(10) + ")")) {
            for (LedgerEntry entry : entries) {
                Digest digest = entry.digest();
                bind(
                        upsert,
                        entry.key().entity(),
                        entry.key().workspace(),
                        entry.key().key(),
                        entry.position().partition(),
                        entry.position().offset(),
                        entry.sequence(),
                        digest == null ? null : digest.toBytes(),
                        entry.parent(),
                        entry.origin(),
                        entry.changesOffset());
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }

    void raise(RowKey key, long sequence) throws SQLException {
        try (PreparedStatement update =
                prepare("update ledger set sequence = ? where entity = ? and workspace = ? and key = ?")) {
            bind(update, sequence, key.entity(), key.workspace(), key.key());
            update.executeUpdate();
        }
    }

    void move(StorePosition position) throws SQLException {
        try (PreparedStatement upsert = prepare("insert or replace into position values (?, ?, ?)")) {
            bind(
                    upsert,
                    position.partition(),
                    position.nextOffset(),
                    position.applied().offset());
            upsert.executeUpdate();
        }
    }

    private List<LedgerEntry> query(String where, Object... parameters) throws SQLException {
        try (PreparedStatement select = prepare("select " + COLUMNS + " from ledger " + where)) {
            bind(select, parameters);
            List<LedgerEntry> entries = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    entries.add(entry(row));
                }
            }
            return entries;
        }
    }

    private LedgerEntry entry(ResultSet row) throws SQLException {
        long sequence = row.getLong(6);
        boolean unsequenced = row.wasNull();
        byte[] digest = row.getBytes(7);
        return new LedgerEntry(
                new RowKey(row.getString(1), row.getString(2), row.getString(3)),
                new Position(epoch, row.getInt(4), row.getLong(5)),
                unsequenced ? null : sequence,
                digest == null ? null : Digest.fromBytes(digest),
                row.getString(8),
                row.getString(9),
                row.getLong(10));
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        return connection.prepareStatement(sql);
    }

    static void bind(PreparedStatement statement, @Nullable Object... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
    }

    private static void bound(
            KeyRange.@Nullable Bound bound, String condition, StringBuilder where, List<Object> parameters) {
        if (bound != null) {
            where.append(condition);
            parameters.add(bound.workspace());
            parameters.add(bound.key());
        }
    }

    private static List<List<RowKey>> byTable(Collection<RowKey> keys) {
        Map<List<String>, List<RowKey>> grouped = new LinkedHashMap<>();
        keys.forEach(
                key -> grouped.computeIfAbsent(List.of(key.entity(), key.workspace()), ignored -> new ArrayList<>())
                        .add(key));
        List<List<RowKey>> pages = new ArrayList<>();
        for (List<RowKey> same : grouped.values()) {
            for (int from = 0; from < same.size(); from += KEYS_PER_QUERY) {
                pages.add(same.subList(from, Math.min(from + KEYS_PER_QUERY, same.size())));
            }
        }
        return pages;
    }

    private static String marks(int count) {
        return "?" + ", ?".repeat(count - 1);
    }
}
