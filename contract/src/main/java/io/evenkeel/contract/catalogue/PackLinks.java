package io.evenkeel.contract.catalogue;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Checks what entities say of each other, across files. */
final class PackLinks {
    private final Map<String, Entity> entities = new LinkedHashMap<>();
    private final Map<String, String> files = new HashMap<>();
    private final Map<String, String> tables = new HashMap<>();

    void add(String file, Entity entity) {
        Place place = new Place(file, entity.name(), null);
        String other = files.putIfAbsent(entity.name(), file);
        if (other != null) {
            throw place.refuse(
                    "it is declared in " + other + " already", "remove one of them, or give it another name");
        }
        String owner = tables.putIfAbsent(entity.sqliteTable().toLowerCase(Locale.ROOT), entity.name());
        if (owner != null) {
            throw place.refuse(
                    "the SQLite table " + entity.sqliteTable() + " is that of entity " + owner,
                    "write sqlite: with another table");
        }
        entities.put(entity.name(), entity);
    }

    Collection<Entity> checked() {
        entities.values().forEach(this::check);
        return entities.values();
    }

    private void check(Entity entity) {
        var parent = entity.parent();
        if (parent != null) {
            link(entity, "parent", parent.column(), parent.entity());
        }
        entity.references().forEach(reference -> link(entity, "references", reference.column(), reference.entity()));
        if (entity.chunk() != null) {
            checkChunk(entity);
        }
    }

    private void link(Entity entity, String property, String column, String target) {
        Place place = place(entity).column(column);
        Entity other = entities.get(target);
        if (other == null) {
            throw place.refuse(
                    property + " names entity " + target + ", which is in no pack",
                    "write one of " + entities.keySet());
        }
        String mine = entity.columns().get(entity.indexOf(column)).type().label();
        String theirs = other.keyColumn().type().label();
        if (!mine.equals(theirs)) {
            throw place.refuse(
                    "its type is " + mine + ", but the key of " + target + " is " + theirs, "write type: " + theirs);
        }
    }

    private void checkChunk(Entity entity) {
        Entity chunks = entities.get(ChunkSpec.ENTITY);
        if (chunks == null) {
            throw place(entity)
                    .refuse(
                            "its chunk goes to entity " + ChunkSpec.ENTITY + ", which is in no pack",
                            "load the pack documents too, or remove chunk");
        }
        var owner = chunks.parent();
        var mine = entity.parent();
        if (owner == null || mine == null || !owner.entity().equals(mine.entity())) {
            throw place(entity)
                    .refuse(
                            "its chunk would not have the same owner as the row",
                            "give it the parent that " + ChunkSpec.ENTITY + " has, or remove chunk");
        }
    }

    private Place place(Entity entity) {
        return new Place(String.valueOf(files.get(entity.name())), entity.name(), null);
    }
}
