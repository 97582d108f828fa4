package io.evenkeel.embedding.changes;

import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Rows made and changed by column name. */
final class Rows {
    private Rows() {}

    /** A row with the given values; columns that are not named are NULL. */
    static Row of(Entity entity, RowKey key, Map<String, Value> values) {
        values.keySet().forEach(column -> require(entity, column));
        return new Row(
                key,
                entity.columns().stream()
                        .map(column -> values.getOrDefault(column.name(), Value.NULL))
                        .toList());
    }

    /** The same row with some values replaced. */
    static Row with(Entity entity, Row row, Map<String, Value> values) {
        List<Value> replaced = new ArrayList<>(row.values());
        values.forEach((column, value) -> replaced.set(require(entity, column), value));
        return new Row(row.key(), replaced);
    }

    /** The text of a column; empty when it is NULL or not text. */
    static String text(Entity entity, Row row, String column) {
        return row.value(entity, column) instanceof Value.Text text ? text.text() : "";
    }

    private static int require(Entity entity, String column) {
        int index = entity.indexOf(column);
        if (index < 0) {
            throw new IllegalArgumentException("entity " + entity.name() + " has no column " + column);
        }
        return index;
    }
}
