package io.evenkeel.sqlite;

import io.evenkeel.contract.change.Provenance;
import io.evenkeel.contract.store.ChangeBatch;
import io.evenkeel.contract.store.VectorOrigin;
import java.sql.PreparedStatement;
import java.sql.SQLException;
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
}
