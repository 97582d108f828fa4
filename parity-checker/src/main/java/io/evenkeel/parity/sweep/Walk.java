package io.evenkeel.parity.sweep;

import io.evenkeel.parity.finding.Mismatch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A way through all rows that a sweep is to compare. One thread. */
interface Walk extends AutoCloseable {
    /**
     * What a stretch came to.
     *
     * @param compared how many rows were compared
     * @param mismatches what differs
     * @param asked how many rows were allowed when it was begun
     * @param whole whether it had as many
     * @param slowest how long the slower store took to read it
     */
    record Step(long compared, List<Mismatch> mismatches, int asked, boolean whole, Duration slowest) {
        public Step {
            mismatches = List.copyOf(mismatches);
        }
    }

    /** Whether nothing is left. */
    boolean isOver();

    /** Where it stands: another walk that begins there does not leave anything out. */
    SweepPlace place();

    /** About how many rows it compares from beginning to end. */
    long expected();

    /**
     * Compares the next stretch, and moves beyond it.
     *
     * @param rows about how many rows a stretch may have
     * @param atATime how many stretches may be read at a time, those that follow it included
     * @return empty when the ledger did not come as far as the stores in time; then it has not moved
     * @throws io.evenkeel.contract.store.StoreUnavailableException when a store cannot be reached; then it has not moved
     */
    Optional<Step> step(int rows, int atATime) throws InterruptedException;

    /** Waits for stretches that are still being read. */
    @Override
    void close();
}
