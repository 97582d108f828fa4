package io.evenkeel.contract.catalogue;

import org.jspecify.annotations.Nullable;

/**
 * Where in the catalogue something stands, for messages.
 *
 * @param file the file's name
 * @param entity the entity, or null
 * @param column the column, or null
 */
record Place(String file, @Nullable String entity, @Nullable String column) {

    Place entity(String name) {
        return new Place(file, name, null);
    }

    Place column(String name) {
        return new Place(file, entity, name);
    }

    /** The exception to throw: the place, what is wrong, and what to write instead. */
    InvalidCatalogueException refuse(String problem, String remedy) {
        return new InvalidCatalogueException(this + ": " + problem + "; " + remedy);
    }

    @Override
    public String toString() {
        return file + (entity == null ? "" : ", entity " + entity) + (column == null ? "" : ", column " + column);
    }
}
