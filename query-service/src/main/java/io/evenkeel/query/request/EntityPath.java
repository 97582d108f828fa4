package io.evenkeel.query.request;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.value.RowKey;
import java.util.stream.Collectors;

/** The parts of a row's path. */
public final class EntityPath {
    private EntityPath() {}

    /** @throws InvalidRequestException when the catalogue has no such entity; the message lists those it has */
    public static Entity entity(Catalogue catalogue, String name) {
        return catalogue
                .find(name)
                .orElseThrow(() -> InvalidRequestException.unknownEntity("there is no entity '" + name + "'; there are "
                        + catalogue.entities().stream()
                                .map(Entity::name)
                                .sorted()
                                .collect(Collectors.joining(", "))));
    }

    /** @throws InvalidRequestException when no row of the entity can have such a key */
    public static RowKey key(Entity entity, String workspace, String key) {
        try {
            return new RowKey(
                    entity.name(), workspace, ValueSyntax.key(entity.keyColumn().type(), key));
        } catch (IllegalArgumentException unfit) {
            throw InvalidRequestException.parameter(
                    entity.key(),
                    "keys of " + entity.name() + " are of type "
                            + entity.keyColumn().type().label() + ": " + unfit.getMessage());
        }
    }
}
