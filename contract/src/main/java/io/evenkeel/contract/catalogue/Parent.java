package io.evenkeel.contract.catalogue;

/**
 * Ownership: the row lives and dies with its owner, in the same partition of the log.
 *
 * @param entity the owner's entity
 * @param column the column that holds the owner's key; immutable
 * @param optional whether the column may be NULL; such a row is its own root
 */
public record Parent(String entity, String column, boolean optional) {}
