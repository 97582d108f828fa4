package io.evenkeel.contract.store;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.value.Digest;
import io.evenkeel.contract.value.RowKey;

/**
 * A row as a store holds it now.
 *
 * @param key the row
 * @param digest over the canonical bytes of its stored values
 * @param position its {@code source_*} columns; {@link io.evenkeel.contract.change.StoredState#UNKNOWN_POSITION} when
 *     they are NULL
 */
public record DigestedRow(RowKey key, Digest digest, Position position) {}
