package io.evenkeel.parity.search;

import io.evenkeel.contract.value.Vector;

/**
 * A search for the nearest rows.
 *
 * @param entity an entity with vectors
 * @param workspace the tenant
 * @param vector what to be near to, of the entity's dimensions
 */
record SearchQuery(String entity, String workspace, Vector vector) {}
