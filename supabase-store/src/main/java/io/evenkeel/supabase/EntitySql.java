package io.evenkeel.supabase;

import static io.evenkeel.supabase.ColumnMapping.quoted;

import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.LogicalType;
import java.util.Set;
import java.util.stream.Collectors;

/** The reader's expressions on one entity's table. */
final class EntitySql {
    /** The columns of the last change, on every table and on tombstones. */
    static final String SOURCE_COLUMNS = "source_epoch, source_partition, source_offset, source_sequence";

    private final Entity entity;
    private final String table;
    private final String key;
    private final String selected;

    EntitySql(Entity entity) {
        this.entity = entity;
        table = "public." + quoted(entity.name());
        key = quoted(entity.key());
        selected = entity.columns().stream().map(ColumnMapping::selected).collect(Collectors.joining(", "));
    }

    Entity entity() {
        return entity;
    }

    /** The qualified, quoted table. */
    String table() {
        return table;
    }

    /** The quoted key column. */
    String key() {
        return key;
    }

    /** The select list of all content columns, in catalogue order, as {@link ColumnMapping#read} reads them. */
    String selected() {
        return selected;
    }

    /** The expression that rows are ordered by: keys compared as their text's bytes. */
    String keyOrder() {
        return switch (entity.keyColumn().type()) {
            case LogicalType.Uuid ignored -> key;
            case LogicalType.Text ignored -> key + " COLLATE \"C\"";
            default -> key + "::text COLLATE \"C\"";
        };
    }

    /** The type of {@link #keyOrder}. */
    LogicalType keyOrderType() {
        return entity.keyColumn().type() instanceof LogicalType.Uuid uuid ? uuid : new LogicalType.Text(Set.of());
    }
}
