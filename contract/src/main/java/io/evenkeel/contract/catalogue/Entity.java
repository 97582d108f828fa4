package io.evenkeel.contract.catalogue;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One kind of row. Its name is the Supabase table's name and is used in event types, URLs, mismatches and metrics.
 *
 * @param name the entity's name
 * @param pack the pack that declares it
 * @param sqliteTable the table's name in SQLite
 * @param key the key column's name; the primary key is {@code (workspace_id, key)}
 * @param columns the content columns in order, the key included, {@code workspace_id} and positions not; an entity with
 *     a vector ends with {@link VectorSpec#MODEL_COLUMN}
 * @param parent the owner, null for a root entity
 * @param references links to other rows
 * @param vector the text that gets a vector, or null
 * @param chunk how search covers rows without a vector, or null
 * @param originColumn the column that tells which children {@code replaceChildren} may delete, or null for all
 * @param indexes further indexes, each a list of columns
 */
public record Entity(
        String name,
        String pack,
        String sqliteTable,
        String key,
        List<Column> columns,
        @Nullable Parent parent,
        List<Reference> references,
        @Nullable VectorSpec vector,
        @Nullable ChunkSpec chunk,
        @Nullable String originColumn,
        List<List<String>> indexes) {

    /** The column that every table has for the tenant. */
    public static final String WORKSPACE_COLUMN = "workspace_id";

    /** The workspace of rows that name none. */
    public static final String DEFAULT_WORKSPACE = "default";

    public Entity {
        columns = List.copyOf(columns);
        references = List.copyOf(references);
        indexes = indexes.stream().map(List::copyOf).toList();
    }

    /** The position of a column in {@link #columns()}, or -1. */
    public int indexOf(String column) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(column)) {
                return i;
            }
        }
        return -1;
    }

    /** The column of that name, if the entity has one. */
    public Optional<Column> column(String column) {
        int index = indexOf(column);
        return index < 0 ? Optional.empty() : Optional.of(columns.get(index));
    }

    /** The key column. */
    public Column keyColumn() {
        return columns.get(indexOf(key));
    }
}
