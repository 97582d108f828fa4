package io.evenkeel.parity.sweep;

import java.time.Duration;

/**
 * How fast a sweep goes. It rests so that it works only its share of the time; the stretches that it reads grow as long as
 * a store answers well within the latency budget, and shrink when one does not; and while answers stay slow all the same,
 * it rests longer each time. Pure arithmetic; one thread.
 */
final class Pace {
    static final int FIRST = 1_000;
    static final int FEWEST = 10;
    static final int MOST = 16_000;

    /** Enough to keep both stores busy while answers travel. */
    static final int MOST_AT_A_TIME = 3;

    static final Duration LONGEST_REST = Duration.ofSeconds(10);

    /** A stretch of twice as many rows must stay within the budget, with room to spare. */
    private static final int ROOM_TO_GROW = 4;

    private final double load;
    private final Duration budget;
    private int rows = FIRST;
    private int slow;

    /**
     * A pace.
     *
     * @param load the share of the time that may be worked, above 0 and at most 1
     * @param budget how long one snapshot of a store may take
     */
    Pace(double load, Duration budget) {
        this.load = load;
        this.budget = budget;
    }

    /** How many rows the next stretch is to have. */
    int rows() {
        return rows;
    }

    /** How many stretches may be read at a time: one where the sweep is to rest in between, or a store was slow. */
    int atATime() {
        return load < 1 || slow > 0 ? 1 : MOST_AT_A_TIME;
    }

    /** A stretch could not be read: the next is to be smaller. */
    void failed() {
        rows = Math.max(FEWEST, rows / 2);
    }

    /**
     * Takes note of a stretch. One that is slow slows the sweep down, and those that were being read at the same time do not do
     * so again.
     *
     * @param asked how many rows it was allowed when it was begun
     * @param whole whether it had as many, so that it tells how long so many take
     * @param worked how long all of it took
     * @param slowest how long the slower store took
     * @return how long to rest now
     */
    Duration rest(int asked, boolean whole, Duration worked, Duration slowest) {
        Duration share = Duration.ofNanos((long) (worked.toNanos() * (1 / load - 1)));
        if (slowest.compareTo(budget) <= 0) {
            slow = 0;
            if (whole && asked >= rows && slowest.multipliedBy(ROOM_TO_GROW).compareTo(budget) <= 0) {
                rows = Math.min(MOST, rows * 2);
            }
            return share;
        }
        if (asked > rows) {
            return share;
        }
        rows = Math.max(FEWEST, rows / 2);
        if (slow++ == 0) {
            return share;
        }
        Duration backOff = slowest.multipliedBy(1L << Math.min(slow - 2, 10));
        return share.plus(backOff.compareTo(LONGEST_REST) < 0 ? backOff : LONGEST_REST);
    }
}
