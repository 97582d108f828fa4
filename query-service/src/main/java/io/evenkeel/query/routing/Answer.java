package io.evenkeel.query.routing;

import io.evenkeel.contract.control.Backend;

/** What became of a read. */
public sealed interface Answer<T> {

    /** The store that was asked. */
    Backend backend();

    /** The term under which it was asked. */
    long term();

    /**
     * The store had come far enough.
     *
     * @param value what was read
     * @param backend the store it came from
     * @param term the term in force
     * @param position the newest position seen; sent back as {@code Evenkeel-After}, no later read is older than this one
     * @param fallback whether it is not the active store, because that one cannot be reached
     */
    record Served<T>(T value, Backend backend, long term, Positions position, boolean fallback) implements Answer<T> {}

    /**
     * The store has not applied what this read must show, and did not within the patience.
     *
     * @param backend the store
     * @param term the term in force
     * @param reached how far it is
     * @param wanted how far it should be
     */
    record Behind<T>(Backend backend, long term, Positions reached, Positions wanted) implements Answer<T> {}

    /**
     * The store cannot be reached.
     *
     * @param backend the store
     * @param term the term in force
     * @param reason what was found, without secrets
     */
    record Unreachable<T>(Backend backend, long term, String reason) implements Answer<T> {}
}
