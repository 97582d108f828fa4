package io.evenkeel.contract.store;

import java.util.List;

/**
 * Where refused change sets go before the position moves past them. A store hands each over as soon as it stands, whatever
 * becomes of the rest of its batch; then it waits until they are safe, and only then moves the positions. For one batch, and
 * one thread.
 */
@FunctionalInterface
public interface RefusalSink {

    /**
     * Takes refusals that stand. They need not be safe yet when it returns.
     *
     * @param refusals some of the batch, in any order; never empty
     * @throws StoreUnavailableException when they cannot be kept now; the batch is then rolled back
     */
    void accept(List<Refusal> refusals);

    /**
     * Returns once all that it has taken is safe. A store calls it for every batch, also where it refuses nothing, before
     * it moves the positions for good. A sink that keeps what it takes at once has nothing to wait for.
     *
     * @throws StoreUnavailableException when they cannot be kept now; the batch is then rolled back
     */
    default void await() {}
}
