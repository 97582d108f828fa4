package io.evenkeel.contract.catalogue;

/**
 * A link to a row that is not the owner: indexed, without a foreign key.
 *
 * @param column the column that holds the other row's key
 * @param entity the other row's entity
 */
public record Reference(String column, String entity) {}
