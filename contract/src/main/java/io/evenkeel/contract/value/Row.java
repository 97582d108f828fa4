package io.evenkeel.contract.value;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import java.util.List;
import java.util.Optional;

/**
 * A whole row.
 *
 * @param key what identifies it
 * @param values one value a content column, in the order of {@link Entity#columns()}
 */
public record Row(RowKey key, List<Value> values) {
    public Row {
        values = List.copyOf(values);
    }

    /** The value of a column that the entity has. */
    public Value value(Entity entity, String column) {
        int index = entity.indexOf(column);
        if (index < 0) {
            throw new IllegalArgumentException("entity " + entity.name() + " has no column " + column);
        }
        return values.get(index);
    }

    /** The owner's key; empty for a root row. */
    public Optional<RowKey> parent(Catalogue catalogue) {
        Entity entity = catalogue.entity(key.entity());
        var parent = entity.parent();
        if (parent == null) {
            return Optional.empty();
        }
        return switch (value(entity, parent.column())) {
            case Value.Text text -> Optional.of(new RowKey(parent.entity(), key.workspace(), text.text()));
            case Value.Uuid uuid ->
                Optional.of(
                        new RowKey(parent.entity(), key.workspace(), uuid.uuid().toString()));
            case Value.Null ignored -> Optional.empty();
            case Value.Int64 number ->
                Optional.of(new RowKey(parent.entity(), key.workspace(), Long.toString(number.number())));
            case Value.Float64 v -> throw notAKey(v);
            case Value.Decimal v -> throw notAKey(v);
            case Value.Bool v -> throw notAKey(v);
            case Value.Timestamp v -> throw notAKey(v);
            case Value.Json v -> throw notAKey(v);
            case Value.TextArray v -> throw notAKey(v);
            case Value.Embedding v -> throw notAKey(v);
        };
    }

    /** The value of the entity's origin column as text, if it has one and it is set. */
    public Optional<String> origin(Entity entity) {
        String column = entity.originColumn();
        return column != null && value(entity, column) instanceof Value.Text text
                ? Optional.of(text.text())
                : Optional.empty();
    }

    private static IllegalStateException notAKey(Value value) {
        return new IllegalStateException(
                "a key is text, uuid or int64, not " + value.getClass().getSimpleName());
    }
}
