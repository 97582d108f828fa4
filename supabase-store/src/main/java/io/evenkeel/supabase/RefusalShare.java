package io.evenkeel.supabase;

/**
 * How many of the rows Postgres has refused lately, and so how many to try together when those are to be found. Not
 * thread-safe.
 */
final class RefusalShare {
    /** A statement under its savepoint costs as much as writing so many rows. */
    private static final double STATEMENT_ROWS = 12;

    /** Before anything is known. */
    private static final double GUESS = 0.01;

    /** Above it nearly every statement of several rows would fail. */
    private static final double MANY = 0.3;

    private static final double NEGLIGIBLE = 1.0 / PartSize.MOST_ROWS;
    private static final double CLEAN = 0.25;

    private double share;

    /** Whether to search the next part at once, without trying it as a whole. */
    boolean isExpected() {
        return share > 0;
    }

    /** Rows, of which half are written in vain where one is refused; fewer would take more statements. */
    int together() {
        double expected = share > 0 ? share : GUESS;
        return expected > MANY ? 1 : (int) Math.ceil(Math.sqrt(2 * STATEMENT_ROWS / expected));
    }

    /**
     * A part was searched.
     *
     * @param rows that it writes; more than none
     * @param refused how many of them were refused
     */
    void found(int rows, int refused) {
        if (refused > 0) {
            double now = (double) refused / rows;
            share = share > 0 ? (share + now) / 2 : now;
        } else {
            share *= CLEAN;
        }
        if (share < NEGLIGIBLE) {
            share = 0;
        }
    }
}
