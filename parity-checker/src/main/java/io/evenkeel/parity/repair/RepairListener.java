package io.evenkeel.parity.repair;

import java.time.Instant;
import java.util.Collection;

/** Is told of repairs, one after the other. It returns soon, and never fails. */
@FunctionalInterface
public interface RepairListener {
    /**
     * Rows were repaired, or could not be.
     *
     * @param begun when that began
     * @param at when it ended
     * @param by who asked
     * @param results what became of each row in each store
     */
    void repaired(Instant begun, Instant at, String by, Collection<Repaired> results);
}
