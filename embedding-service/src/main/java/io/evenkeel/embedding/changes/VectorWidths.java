package io.evenkeel.embedding.changes;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.LogicalType;
import io.evenkeel.contract.catalogue.VectorSpec;
import io.evenkeel.embedding.engine.Embedder;
import java.util.List;
import java.util.stream.Stream;

/** That the catalogue's columns have as many components as the model's vectors. */
final class VectorWidths {
    private VectorWidths() {}

    /**
     * Compares each column that gets vectors with the model.
     *
     * @throws IllegalArgumentException when one differs; the message names all that do, both numbers and what to change
     */
    static void check(Catalogue catalogue, Embedder embedder) {
        List<String> different = catalogue.entities().stream()
                .flatMap(entity -> different(entity, embedder.dimensions()))
                .toList();
        if (!different.isEmpty()) {
            throw new IllegalArgumentException(String.join(", ", different) + ", but the vectors of " + embedder.model()
                    + " have " + embedder.dimensions() + " dimensions; write vector(" + embedder.dimensions()
                    + ") there (EVENKEEL_PACKS), or take a model that fits (EMBEDDING_MODEL_NAME and its like)");
        }
    }

    private static Stream<String> different(Entity entity, int dimensions) {
        VectorSpec spec = entity.vector();
        if (spec == null) {
            return Stream.of();
        }
        LogicalType type = entity.column(spec.column()).orElseThrow().type();
        return type.equals(new LogicalType.Vector(dimensions))
                ? Stream.of()
                : Stream.of("pack " + entity.pack() + ", entity " + entity.name() + ", column " + spec.column() + " is "
                        + type.label());
    }
}
