package io.evenkeel.parity.ledger;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.store.DigestSum;
import io.evenkeel.contract.store.KeyRange;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.value.Digest;
import io.evenkeel.contract.value.RowKey;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Adds up ranges of the ledger. Where a store stands near the ledger, few rows can be in flight: they are found by their
 * positions, and the digests of the range come out of SQLite as one value. Else every row of the range is looked at.
 */
final class LedgerSums {
    /** Up to so many events between store and ledger, rows in flight are looked for by position. */
    private static final long NEAR = 2_000;

    private static final int DIGEST_BYTES = 16;

    private final Connection connection;
    private final long epoch;

    LedgerSums(Connection connection, long epoch) {
        this.connection = connection;
        this.epoch = epoch;
    }

    LedgerSum sum(String entity, KeyRange range, Map<Integer, StorePosition> stood) throws SQLException {
        Optional<Map<Integer, Long>> near = near(new LedgerTable(connection, epoch).positions(), stood);
        return near.isPresent() ? ofAllBut(entity, range, near.get()) : ofEach(entity, range, stood);
    }

    /**
     * By partition, the event beyond which rows are in flight; empty where these may be many.
     *
     * @param mine how far this ledger has come
     */
    private Optional<Map<Integer, Long>> near(Map<Integer, StorePosition> mine, Map<Integer, StorePosition> stood) {
        Map<Integer, Long> after = new HashMap<>();
        long events = 0;
        for (StorePosition position : mine.values()) {
            StorePosition reached = stood.get(position.partition());
            if (reached == null || reached.applied().epoch() != epoch) {
                return Optional.empty();
            }
            long beyond = position.applied().offset() - reached.applied().offset();
            if (beyond > 0) {
                after.put(position.partition(), reached.applied().offset());
                events += beyond;
            }
        }
        return events <= NEAR ? Optional.of(after) : Optional.empty();
    }

    private LedgerSum ofAllBut(String entity, KeyRange range, Map<Integer, Long> after) throws SQLException {
        DigestSum sum = ofAll(entity, range);
        Set<RowKey> inFlight = new HashSet<>();
        try (PreparedStatement select = connection.prepareStatement(
                "select entity, workspace, key, digest from ledger" + " where partition = ? and event_offset > ?")) {
            for (Map.Entry<Integer, Long> beyond : after.entrySet()) {
                LedgerTable.bind(select, beyond.getKey(), beyond.getValue());
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        RowKey key = new RowKey(row.getString(1), row.getString(2), row.getString(3));
                        if (!key.entity().equals(entity) || !range.contains(key)) {
                            continue;
                        }
                        inFlight.add(key);
                        byte[] digest = row.getBytes(4);
                        sum = digest == null ? sum : sum.minus(Digest.fromBytes(digest));
                    }
                }
            }
        }
        return new LedgerSum(sum, inFlight);
    }

    /** A sum has no order, so all digests may come as they are strung together. */
    private DigestSum ofAll(String entity, KeyRange range) throws SQLException {
        List<Object> parameters = new ArrayList<>();
        try (PreparedStatement select =
                connection.prepareStatement("select cast(group_concat(digest, '') as blob) from ledger "
                        + LedgerTable.where(entity, range, parameters))) {
            LedgerTable.bind(select, parameters.toArray());
            try (ResultSet row = select.executeQuery()) {
                byte[] digests = row.next() ? row.getBytes(1) : null;
                return digests == null ? DigestSum.NONE : sum(ByteBuffer.wrap(digests));
            }
        }
    }

    private static DigestSum sum(ByteBuffer digests) {
        long rows = digests.remaining() / DIGEST_BYTES;
        long high = 0;
        long low = 0;
        while (digests.hasRemaining()) {
            high += digests.getLong();
            low += digests.getLong();
        }
        return new DigestSum(rows, high, low);
    }

    private LedgerSum ofEach(String entity, KeyRange range, Map<Integer, StorePosition> stood) throws SQLException {
        List<Object> parameters = new ArrayList<>();
        DigestSum sum = DigestSum.NONE;
        Set<RowKey> inFlight = new HashSet<>();
        try (PreparedStatement select =
                connection.prepareStatement("select digest, partition, event_offset, workspace, key from ledger "
                        + LedgerTable.where(entity, range, parameters))) {
            LedgerTable.bind(select, parameters.toArray());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    StorePosition reached = stood.get(row.getInt(2));
                    boolean applied = reached != null
                            && !new Position(epoch, row.getInt(2), row.getLong(3)).isAfter(reached.applied());
                    byte[] digest = row.getBytes(1);
                    if (!applied) {
                        inFlight.add(new RowKey(entity, row.getString(4), row.getString(5)));
                    } else if (digest != null) {
                        sum = sum.plus(Digest.fromBytes(digest));
                    }
                }
            }
        }
        return new LedgerSum(sum, inFlight);
    }
}
