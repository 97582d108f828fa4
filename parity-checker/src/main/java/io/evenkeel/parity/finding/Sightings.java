package io.evenkeel.parity.finding;

import java.util.List;

/** Is told what looks at rows have found, one look after the other. It returns soon, and never fails. */
@FunctionalInterface
public interface Sightings {
    /** Nobody is told. */
    Sightings NONE = (found, gone) -> {};

    /**
     * A look has ended.
     *
     * @param found what it found, now or again, each with the time at which it was found first
     * @param gone what was open of the same rows, and was not found any more
     */
    void looked(List<Mismatch> found, List<Mismatch> gone);
}
