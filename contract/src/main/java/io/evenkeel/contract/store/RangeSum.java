package io.evenkeel.contract.store;

/**
 * What the rows of a range come to in a store.
 *
 * @param sum of their digests
 * @param ahead whether some row names, in its {@code source_*} columns, a position that its store has not reached; rows where
 *     one of these is NULL do not count
 */
public record RangeSum(DigestSum sum, boolean ahead) {}
