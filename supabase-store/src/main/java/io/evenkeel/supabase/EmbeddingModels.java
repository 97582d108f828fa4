package io.evenkeel.supabase;

import io.evenkeel.contract.change.Provenance;
import io.evenkeel.contract.store.ChangeBatch;
import io.evenkeel.contract.store.VectorOrigin;
import io.evenkeel.supabase.WriteSession.Answer;
import io.evenkeel.supabase.WriteSession.Command;
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
}
