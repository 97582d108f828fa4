package io.evenkeel.contract.store;

import io.evenkeel.contract.change.Position;

/**
 * How far a store has come in one partition.
 *
 * @param partition the partition
 * @param nextOffset the next offset of {@code evenkeel.changes} to read
 * @param applied the last event applied
 */
public record StorePosition(int partition, long nextOffset, Position applied) {}
