package io.evenkeel.contract.store;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.LogicalType;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.Value;
import java.util.Map;
import java.util.UUID;

/** What the parts of {@link StoreConformance} have in common. */
interface StoreTests {
    /** The row that most tests are about. */
    RowKey DOCUMENT = Rows.key("documents", "d1");

    /** The test's database, opened, with the tables of the shipped catalogue. */
    default StoreUnderTest store() {
        return store(Rows.CATALOGUE);
    }

    /** The same, with the tables of another catalogue; a test uses one of them. */
    StoreUnderTest store(Catalogue catalogue);

    /** Whether several writers may be open on one database. */
    boolean admitsSeveralWriters();

    /** A row with its key and those columns; the others are NULL. */
    static Row row(Entity entity, String key, Map<String, Value> columns) {
        return new Row(
                new RowKey(entity.name(), Entity.DEFAULT_WORKSPACE, key),
                entity.columns().stream()
                        .map(column -> column.name().equals(entity.key())
                                ? column.type() instanceof LogicalType.Uuid
                                        ? new Value.Uuid(UUID.fromString(key))
                                        : new Value.Text(key)
                                : columns.getOrDefault(column.name(), Value.NULL))
                        .toList());
    }
}
