package io.evenkeel.supabase;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** The statements of every entity. */
final class CatalogueSql {
    private final Catalogue catalogue;
    private final Map<String, EntitySql> statements = new HashMap<>();
    private final Map<String, EntityWrites> writes = new HashMap<>();

    CatalogueSql(Catalogue catalogue) {
        this.catalogue = catalogue;
        for (Entity entity : catalogue.entities()) {
            statements.put(entity.name(), new EntitySql(entity));
            writes.put(entity.name(), new EntityWrites(entity));
        }
    }

    Catalogue catalogue() {
        return catalogue;
    }

    /** @throws IllegalArgumentException when there is no such entity */
    EntitySql of(String entity) {
        return Objects.requireNonNull(statements.get(catalogue.entity(entity).name()));
    }

    /** @throws IllegalArgumentException when there is no such entity */
    EntityWrites writesOf(String entity) {
        return Objects.requireNonNull(writes.get(catalogue.entity(entity).name()));
    }
}
