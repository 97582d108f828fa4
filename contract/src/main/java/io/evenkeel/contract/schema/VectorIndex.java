package io.evenkeel.contract.schema;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.LogicalType;
import java.util.List;

/**
 * The HNSW index over one vector column in Supabase, by cosine distance. A bulk load drops it and builds it afterwards.
 *
 * @param name the index
 * @param table its table
 * @param column its column
 */
public record VectorIndex(String name, String table, String column) {

    /** One for each vector column of the catalogue. */
    public static List<VectorIndex> of(Catalogue catalogue) {
        return catalogue.entities().stream()
                .flatMap(entity -> of(entity).stream())
                .toList();
    }

    static List<VectorIndex> of(Entity entity) {
        return entity.columns().stream()
                .filter(column -> column.type() instanceof LogicalType.Vector)
                .map(Column::name)
                .map(column ->
                        new VectorIndex(Sql.derived(entity.name(), List.of(column), "hnsw"), entity.name(), column))
                .toList();
    }

    /** The statement that builds it while the table is locked against writes. */
    public String create() {
        return "create index " + body();
    }

    /** The statement that builds it beside writes; not inside a transaction. */
    public String createConcurrently() {
        return "create index concurrently if not exists " + body();
    }

    /** The statement that removes it. */
    public String drop() {
        return "drop index if exists " + Sql.name(name);
    }

    private String body() {
        return Sql.name(name) + " on " + Sql.name(table) + " using hnsw (" + Sql.name(column) + " vector_cosine_ops)";
    }
}
