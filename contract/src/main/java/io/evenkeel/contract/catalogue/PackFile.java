package io.evenkeel.contract.catalogue;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A catalogue file as it is written, before any check. What the file leaves out is null.
 *
 * @param pack the pack's name
 * @param entities the entities by name, in the file's order
 */
record PackFile(@Nullable String pack, @Nullable LinkedHashMap<String, @Nullable EntityFile> entities) {

    /**
     * @param sqlite the SQLite table; the entity's name when absent
     * @param key the key column
     * @param columns by name, each either its type, for example {@code text?}, or a {@link ColumnFile}
     * @param references the referenced entity by column
     */
    record EntityFile(
            @Nullable String sqlite,
            @Nullable String key,
            @Nullable LinkedHashMap<String, JsonNode> columns,
            @Nullable ParentFile parent,
            @Nullable LinkedHashMap<String, String> references,
            @Nullable VectorFile vector,
            @Nullable ChunkFile chunk,
            @Nullable String origin,
            @Nullable List<List<String>> indexes) {

        Map<String, JsonNode> columnsOrNone() {
            return columns == null ? Map.of() : columns;
        }
    }

    /**
     * @param type a type's label, with {@code ?} behind it when NULL is allowed
     * @param sqlite the column's name in SQLite; the same when absent
     * @param values the only values of a text column
     * @param defaultValue a constant, or {@code now}
     */
    record ColumnFile(
            @Nullable String type,
            @Nullable String sqlite,
            @Nullable List<String> values,
            @JsonProperty("default") @Nullable JsonNode defaultValue) {}

    record ParentFile(@Nullable String entity, @Nullable String column, boolean optional) {}

    record VectorFile(@Nullable String column, @Nullable String text) {}

    record ChunkFile(
            @JsonProperty("source_type") @Nullable String sourceType,
            @Nullable List<String> text) {}
}
