package io.evenkeel.contract.store;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.change.Provenance;
import io.evenkeel.contract.store.ChangeBatch.Consumed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What made the vectors that one partition brought. Stores add it up in {@code evenkeel_embedding_model}, from the log
 * alone: two stores at the same positions hold the same.
 *
 * @param provenance model, engine, optimisation and device
 * @param changeSets how many change sets brought such vectors, whether or not they were applied
 * @param last the event of the last of them
 */
public record VectorOrigin(Provenance provenance, long changeSets, Position last) {

    /** Those of a batch, one for each partition and provenance. */
    public static List<VectorOrigin> of(ChangeBatch batch) {
        Map<Source, VectorOrigin> origins = new LinkedHashMap<>();
        for (Consumed record : batch.records()) {
            Provenance provenance = record.changeSet().provenance();
            if (provenance != null) {
                origins.merge(
                        new Source(provenance, record.partition()),
                        new VectorOrigin(provenance, 1, record.changeSet().position()),
                        (earlier, later) ->
                                new VectorOrigin(provenance, earlier.changeSets() + later.changeSets(), later.last()));
            }
        }
        return new ArrayList<>(origins.values());
    }

    private record Source(Provenance provenance, int partition) {}
}
