package io.evenkeel.sqlite;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The writer's statements on one entity's table, put together once.
 *
 * @param upsert inserts or replaces a row: workspace, content columns, source columns
 * @param update replaces a row that is there and keeps its owner: the same parameters by number, of which the owner's is
 *     not used. An owner that is set, even to what it was, would have SQLite write its index.
 * @param delete deletes a row: workspace, key
 * @param raise sets a row's sequence: sequence, workspace, key
 * @param byKey selects key, source columns, owner and origin of rows: workspace; up to the list of keys
 * @param byOwner the same; up to the list of owners' keys
 */
record TableSql(String upsert, String update, String delete, String raise, String byKey, String byOwner) {

    /** Those of every entity, by its name. */
    static Map<String, TableSql> of(Catalogue catalogue) {
        Map<String, TableSql> all = new HashMap<>();
        catalogue.entities().forEach(entity -> all.put(entity.name(), of(entity)));
        return Map.copyOf(all);
    }

    private static TableSql of(Entity entity) {
        EntityTable table = new EntityTable(entity);
        String row = " WHERE " + EntityTable.WORKSPACE + " = ? AND " + table.key() + " = ?";
        String select = "SELECT " + table.key() + ", source_epoch, source_partition, source_offset, source_sequence, "
                + table.parent() + ", " + table.origin() + " FROM " + table.name() + " WHERE " + EntityTable.WORKSPACE
                + " = ? AND ";
        return new TableSql(
                table.upsert(),
                update(table),
                "DELETE FROM " + table.name() + row,
                "UPDATE " + table.name() + " SET source_sequence = ?" + row,
                select + table.key() + " IN ",
                select + table.parent() + " IN ");
    }

    private static String update(EntityTable table) {
        List<String> all = new ArrayList<>();
        all.add(EntityTable.WORKSPACE);
        all.addAll(table.columns());
        EntityTable.SOURCE.forEach(column -> all.add(EntityTable.quote(column)));
        List<String> settings = new ArrayList<>();
        for (int i = 1; i < all.size(); i++) {
            String column = all.get(i);
            if (!column.equals(table.key()) && !column.equals(table.parent())) {
                settings.add(column + " = ?" + (i + 1));
            }
        }
        return "UPDATE " + table.name() + " SET " + String.join(", ", settings) + " WHERE " + EntityTable.WORKSPACE
                + " = ?1 AND " + table.key() + " = ?" + (all.indexOf(table.key()) + 1);
    }
}
