package io.evenkeel.query.routing;

/**
 * Remembers what this instance has shown, so that no read that begins after another was answered shows less, whichever
 * store either came from. Reads that overlap in time are not ordered: the floor is taken once, when a read begins, because
 * a floor that rises during a long read would starve it. Thread-safe.
 */
final class MonotonicReads {
    private volatile Positions shown = Positions.NONE;

    /** What a read that begins now has to show. */
    Positions floor() {
        return shown;
    }

    /** Counts a position as shown; to be called before the answer leaves. */
    void show(Positions newest) {
        // Most reads see nothing new and need no lock.
        if (!shown.covers(newest)) {
            raise(newest);
        }
    }

    private synchronized void raise(Positions newest) {
        shown = shown.latest(newest);
    }
}
