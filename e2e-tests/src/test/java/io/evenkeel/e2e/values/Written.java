package io.evenkeel.e2e.values;

import io.evenkeel.contract.value.Value;

/**
 * A value as an application writes it.
 *
 * @param json one of the many ways to write it in JSON
 * @param value what it is, known before the gate has seen it
 */
record Written(String json, Value value) {
    static final Written NULL = new Written("null", Value.NULL);
}
