package io.evenkeel.embedding.changes;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.VectorSpec;
import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.Value;
import io.evenkeel.contract.value.Vector;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Which rows of a change set get a vector, and the same rows with it. Pure. */
final class VectorColumns {
    private final Catalogue catalogue;
    private final String model;

    /** @param model the identity that is written beside each vector */
    VectorColumns(Catalogue catalogue, String model) {
        this.catalogue = catalogue;
        this.model = model;
    }

    /** The texts that are to be embedded, in order, repetitions included. */
    List<String> texts(List<Change> changes) {
        return changes.stream()
                .flatMap(VectorColumns::rows)
                .filter(this::isDue)
                .map(row -> text(catalogue.entity(row.key().entity()), row))
                .toList();
    }

    /** The first row that brings a vector which this service's model did not make; columns must not mix models. */
    Optional<Row> foreignVector(List<Change> changes) {
        return changes.stream()
                .flatMap(VectorColumns::rows)
                .filter(row -> {
                    Entity entity = catalogue.entity(row.key().entity());
                    VectorSpec spec = entity.vector();
                    return spec != null
                            && row.value(entity, spec.column()) instanceof Value.Embedding
                            && !Rows.text(entity, row, VectorSpec.MODEL_COLUMN).equals(model);
                })
                .findFirst();
    }

    /**
     * The same changes with vectors and the model's identity beside them.
     *
     * @param vectors at least those of {@link #texts}
     */
    List<Change> fill(List<Change> changes, Map<String, Vector> vectors) {
        UnaryOperator<Row> fill = row -> fill(row, vectors);
        return changes.stream()
                .<Change>map(change -> switch (change) {
                    case Change.Upsert upsert -> new Change.Upsert(fill.apply(upsert.row()));
                    case Change.Delete delete -> delete;
                    case Change.ReplaceChildren replace ->
                        new Change.ReplaceChildren(
                                replace.entity(),
                                replace.parent(),
                                replace.origin(),
                                replace.rows().stream().map(fill).toList());
                })
                .toList();
    }

    private Row fill(Row row, Map<String, Vector> vectors) {
        Entity entity = catalogue.entity(row.key().entity());
        VectorSpec spec = entity.vector();
        if (spec == null || row.value(entity, spec.column()) instanceof Value.Embedding) {
            return row;
        }
        if (!isDue(row)) {
            return Rows.with(entity, row, Map.of(VectorSpec.MODEL_COLUMN, Value.NULL));
        }
        Vector vector = Objects.requireNonNull(vectors.get(text(entity, row)), "a vector for each text");
        return Rows.with(
                entity,
                row,
                Map.of(spec.column(), new Value.Embedding(vector), VectorSpec.MODEL_COLUMN, new Value.Text(model)));
    }

    private boolean isDue(Row row) {
        Entity entity = catalogue.entity(row.key().entity());
        VectorSpec spec = entity.vector();
        return spec != null
                && row.value(entity, spec.column()) instanceof Value.Null
                && !text(entity, row).isBlank();
    }

    private static String text(Entity entity, Row row) {
        return Rows.text(entity, row, Objects.requireNonNull(entity.vector()).text());
    }

    private static Stream<Row> rows(Change change) {
        return switch (change) {
            case Change.Upsert upsert -> Stream.of(upsert.row());
            case Change.Delete delete -> Stream.of();
            case Change.ReplaceChildren replace -> replace.rows().stream();
        };
    }
}
