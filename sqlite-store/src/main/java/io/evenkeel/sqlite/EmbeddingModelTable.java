package io.evenkeel.sqlite;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.change.Provenance;
import io.evenkeel.contract.store.ChangeBatch;
import io.evenkeel.contract.store.VectorOrigin;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What made the vectors, added up: {@code evenkeel_embedding_model}. */
final class EmbeddingModelTable {
    private static final String ADD = """
            INSERT INTO evenkeel_embedding_model AS known
            (model, engine, optimisation, device, "partition", change_sets, last_epoch, last_offset)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (model, engine, optimisation, device, "partition") DO UPDATE SET
            change_sets = known.change_sets + excluded.change_sets,
            last_epoch = excluded.last_epoch, last_offset = excluded.last_offset""";

    private static final String READ =
            "SELECT model, engine, optimisation, device, change_sets, last_epoch, \"partition\","
                    + " last_offset FROM evenkeel_embedding_model ORDER BY 1, 2, 3, 4, 7";

    private EmbeddingModelTable() {}

    static void add(WriterSession session, ChangeBatch batch) throws SQLException {
        List<VectorOrigin> origins = VectorOrigin.of(batch);
        if (origins.isEmpty()) {
            return;
        }
        PreparedStatement add = session.prepare(ADD);
        try {
            for (VectorOrigin origin : origins) {
                Provenance provenance = origin.provenance();
                add.setString(1, provenance.model());
                add.setString(2, provenance.engine());
                add.setString(3, provenance.optimisation());
                add.setString(4, provenance.device());
                add.setInt(5, origin.last().partition());
                add.setLong(6, origin.changeSets());
                add.setLong(7, origin.last().epoch());
                add.setLong(8, origin.last().offset());
                add.addBatch();
            }
            add.executeBatch();
        } finally {
            add.clearBatch();
        }
    }

    /** All that is known, in the order of what made them and then of partitions. */
    static List<VectorOrigin> read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(READ)) {
            List<VectorOrigin> origins = new ArrayList<>();
            while (row.next()) {
                origins.add(new VectorOrigin(
                        new Provenance(row.getString(1), row.getString(2), row.getString(3), row.getString(4)),
                        row.getLong(5),
                        new Position(row.getLong(6), row.getInt(7), row.getLong(8))));
            }
            return origins;
        }
    }
}
