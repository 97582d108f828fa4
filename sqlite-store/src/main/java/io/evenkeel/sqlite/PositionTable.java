package io.evenkeel.sqlite;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.store.StorePosition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** How far the file has come, kept beside the rows: {@code evenkeel_position}. */
final class PositionTable {
    private static final String READ =
            "SELECT \"partition\", next_offset, epoch, applied_offset FROM evenkeel_position WHERE topic = ?";
    private static final String WRITE = """
            INSERT INTO evenkeel_position (topic, "partition", next_offset, applied_offset, epoch) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (topic, "partition") DO UPDATE SET
            next_offset = excluded.next_offset, applied_offset = excluded.applied_offset, epoch = excluded.epoch""";

    private final String topic;

    PositionTable(String topic) {
        this.topic = topic;
    }

    Map<Integer, StorePosition> read(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(READ)) {
            return read(select);
        }
    }

    Map<Integer, StorePosition> read(WriterSession session) throws SQLException {
        return read(session.prepare(READ));
    }

    private Map<Integer, StorePosition> read(PreparedStatement select) throws SQLException {
        select.setString(1, topic);
        Map<Integer, StorePosition> positions = new HashMap<>();
        try (ResultSet found = select.executeQuery()) {
            while (found.next()) {
                int partition = found.getInt(1);
                Position applied = new Position(found.getLong(3), partition, found.getLong(4));
                positions.put(partition, new StorePosition(partition, found.getLong(2), applied));
            }
        }
        return positions;
    }

    void write(WriterSession session, Iterable<StorePosition> positions) throws SQLException {
        PreparedStatement upsert = session.prepare(WRITE);
        try {
            for (StorePosition position : positions) {
                upsert.setString(1, topic);
                upsert.setInt(2, position.partition());
                upsert.setLong(3, position.nextOffset());
                upsert.setLong(4, position.applied().offset());
                upsert.setLong(5, position.applied().epoch());
                upsert.addBatch();
            }
            upsert.executeBatch();
        } finally {
            upsert.clearBatch();
        }
    }
}
