package io.evenkeel.contract.store;

import java.util.List;

/** Where refused change sets go before the position moves past them. */
@FunctionalInterface
public interface RefusalSink {

    /**
     * Returns once all of them are safe.
     *
     * @throws StoreUnavailableException when they cannot be kept now; the batch is then rolled back
     */
    void accept(List<Refusal> refusals);
}
