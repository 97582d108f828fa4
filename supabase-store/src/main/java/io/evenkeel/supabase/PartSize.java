package io.evenkeel.supabase;

/**
 * How many rows go into one statement, and so into one part of a batch. A statement that took too long halves it; as many
 * parts as {@link #CALM} without one double it again.
 */
final class PartSize {
    static final int MOST_ROWS = 2_000;
    private static final int CALM = 16;

    private int rows = MOST_ROWS;
    private int calm;

    int rows() {
        return rows;
    }

    /** A part was applied. */
    void fits() {
        if (rows < MOST_ROWS && ++calm >= CALM) {
            rows = Math.min(MOST_ROWS, 2 * rows);
            calm = 0;
        }
    }

    /**
     * A part took too long.
     *
     * @param tried its rows
     * @return whether fewer can be tried
     */
    boolean halve(int tried) {
        calm = 0;
        int before = Math.min(rows, Math.max(1, tried));
        rows = Math.max(1, before / 2);
        return before > 1;
    }
}
