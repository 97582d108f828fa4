package io.evenkeel.supabase;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.change.Provenance;
import io.evenkeel.contract.store.ChangeBatch;
import io.evenkeel.contract.store.VectorOrigin;
import io.evenkeel.supabase.WriteSession.Answer;
import io.evenkeel.supabase.WriteSession.Command;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What made the vectors, added up: {@code evenkeel_embedding_model}. */
final class EmbeddingModels {
    private static final String ADD = "INSERT INTO public.evenkeel_embedding_model AS known"
            + " (model, engine, optimisation, device, partition, change_sets, last_epoch, last_offset)"
            + " SELECT unnest(?::text[]), unnest(?::text[]), unnest(?::text[]), unnest(?::text[]), unnest(?::int[]),"
            + " unnest(?::bigint[]), unnest(?::bigint[]), unnest(?::bigint[])"
            + " ON CONFLICT (model, engine, optimisation, device, partition) DO UPDATE SET"
            + " change_sets = known.change_sets + excluded.change_sets,"
            + " last_epoch = excluded.last_epoch, last_offset = excluded.last_offset";

    private static final String READ = "SELECT model, engine, optimisation, device, change_sets, last_epoch, partition,"
            + " last_offset FROM public.evenkeel_embedding_model ORDER BY 1, 2, 3, 4, 7";

    private EmbeddingModels() {}

    /** Queues the adding. The batch's partitions are this writer's alone by then, and so are their rows here. */
    static void add(WriteSession session, ChangeBatch batch) {
        List<VectorOrigin> origins = VectorOrigin.of(batch);
        if (origins.isEmpty()) {
            return;
        }
        BinaryArray model = new BinaryArray(ElementType.TEXT);
        BinaryArray engine = new BinaryArray(ElementType.TEXT);
        BinaryArray optimisation = new BinaryArray(ElementType.TEXT);
        BinaryArray device = new BinaryArray(ElementType.TEXT);
        BinaryArray partition = new BinaryArray(ElementType.INT4);
        BinaryArray changeSets = new BinaryArray(ElementType.INT8);
        BinaryArray epoch = new BinaryArray(ElementType.INT8);
        BinaryArray offset = new BinaryArray(ElementType.INT8);
        for (VectorOrigin origin : origins) {
            Provenance provenance = origin.provenance();
            model.add(provenance.model());
            engine.add(provenance.engine());
            optimisation.add(provenance.optimisation());
            device.add(provenance.device());
            partition.add(origin.last().partition());
            changeSets.add(origin.changeSets());
            epoch.add(origin.last().epoch());
            offset.add(origin.last().offset());
        }
        session.add(new Command(
                ADD,
                List.of(model, engine, optimisation, device, partition, changeSets, epoch, offset),
                Answer.IGNORED));
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
