package io.evenkeel.contract.catalogue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every entity, validated as a whole: the single source of schema, events, SQL and checks. Immutable; entities are
 * ordered so that an owner comes before what it owns.
 */
public final class Catalogue {
    private final Map<String, Entity> entities;
    private final Map<String, List<Entity>> children;
    private final Map<String, Integer> depths;

    /** @throws InvalidCatalogueException when an owner is missing or owners form a circle */
    Catalogue(Collection<Entity> declared) {
        Map<String, Entity> byName = new LinkedHashMap<>();
        declared.forEach(entity -> byName.put(entity.name(), entity));
        Map<String, Entity> ordered = new LinkedHashMap<>();
        byName.values().forEach(entity -> place(entity, byName, ordered, new ArrayList<>()));
        entities = Collections.unmodifiableMap(ordered);
        Map<String, List<Entity>> owned = new LinkedHashMap<>();
        for (Entity entity : entities.values()) {
            var parent = entity.parent();
            if (parent != null) {
                owned.computeIfAbsent(parent.entity(), name -> new ArrayList<>())
                        .add(entity);
            }
        }
        children = owned;
        depths = depths(entities.values());
    }

    /** The packs that ship with Evenkeel: documents, reasoning, chat. */
    public static Catalogue shipped() {
        return CatalogueReader.shipped();
    }

    /**
     * Reads the packs of a {@code packs} setting: exactly those, so that a user's own stand beside shipped ones or alone.
     *
     * @param packs each either the bare name of a shipped pack ({@code documents}, {@code reasoning}, {@code chat}) or a
     *     catalogue file; none for all that ship
     * @throws InvalidCatalogueException when one of them cannot be used; the message says where and what to write
     */
    public static Catalogue load(List<Path> packs) {
        return packs.isEmpty() ? shipped() : CatalogueReader.load(packs);
    }

    /** All entities, owners first. */
    public Collection<Entity> entities() {
        return entities.values();
    }

    /** The entity of that name, if there is one. */
    public Optional<Entity> find(String name) {
        return Optional.ofNullable(entities.get(name));
    }

    /** @throws IllegalArgumentException when there is none; for names that have been through the gate */
    public Entity entity(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("no entity " + name + " in the catalogue"));
    }

    /** The entities that rows of this one own directly. */
    public List<Entity> children(String name) {
        return Collections.unmodifiableList(children.getOrDefault(name, List.of()));
    }

    /** How many owners stand above an entity: 0 for a root entity. */
    public int depth(Entity entity) {
        Integer depth = depths.get(entity.name());
        if (depth == null) {
            throw new IllegalArgumentException("no entity " + entity.name() + " in the catalogue");
        }
        return depth;
    }

    private static Map<String, Integer> depths(Collection<Entity> ownersFirst) {
        Map<String, Integer> depths = new LinkedHashMap<>();
        for (Entity entity : ownersFirst) {
            var parent = entity.parent();
            depths.put(entity.name(), parent == null ? 0 : 1 + depths.getOrDefault(parent.entity(), 0));
        }
        return depths;
    }

    private static void place(
            Entity entity, Map<String, Entity> byName, Map<String, Entity> ordered, List<String> below) {
        if (ordered.containsKey(entity.name())) {
            return;
        }
        if (below.contains(entity.name())) {
            throw new InvalidCatalogueException("pack " + entity.pack() + ", entity " + entity.name()
                    + ": its owners form a circle: " + below + "; remove one parent");
        }
        below.add(entity.name());
        var parent = entity.parent();
        if (parent != null) {
            Entity owner = byName.get(parent.entity());
            if (owner == null) {
                throw new InvalidCatalogueException("pack " + entity.pack() + ", entity " + entity.name() + ", column "
                        + parent.column() + ": parent entity " + parent.entity() + " is in no pack");
            }
            place(owner, byName, ordered, below);
        }
        ordered.put(entity.name(), entity);
    }
}
