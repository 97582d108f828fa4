package io.evenkeel.contract.store;

import io.evenkeel.contract.value.Digest;

/**
 * How many rows there are, and the sum of their digests, in any order: each half of a digest added up modulo 2<sup>64</sup>.
 * Sets of rows that differ have the same sum by chance alone, once in 2<sup>128</sup>.
 *
 * @param rows how many
 * @param high the sum of {@link Digest#high()}
 * @param low the sum of {@link Digest#low()}
 */
public record DigestSum(long rows, long high, long low) {
    /** Of no rows. */
    public static final DigestSum NONE = new DigestSum(0, 0, 0);

    /** With a row more. */
    public DigestSum plus(Digest digest) {
        return new DigestSum(rows + 1, high + digest.high(), low + digest.low());
    }

    /** Without a row that is part of it. */
    public DigestSum minus(Digest digest) {
        return new DigestSum(rows - 1, high - digest.high(), low - digest.low());
    }

    /** Of the rows of both. */
    public DigestSum plus(DigestSum other) {
        return new DigestSum(rows + other.rows, high + other.high, low + other.low);
    }
}
