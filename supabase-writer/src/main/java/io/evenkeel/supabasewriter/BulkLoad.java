package io.evenkeel.supabasewriter;

import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.control.Stage;
import io.evenkeel.supabasewriter.WriterConfig.VectorIndexing;

/**
 * Decides about the vector indexes. Pure.
 *
 * @param indexing what the operator wants
 * @param deferFrom how many change sets make a bulk load
 */
record BulkLoad(VectorIndexing indexing, long deferFrom) {
    /** A load has ended when no more is left than arrives in the ordinary way. */
    static final long SETTLED = 1_000;

    /** What to do with the indexes now. */
    enum Step {
        /** Leave them as they are. */
        NOTHING,
        /** Drop them. */
        DROP,
        /** Build those that are missing. */
        BUILD
    }

    /**
     * What is known now.
     *
     * @param stage the migration's
     * @param lag how many change sets are still to be applied
     * @param rows how many rows with vectors there are, counted up to the lag
     * @param complete whether all indexes are there and valid
     */
    record Situation(Stage stage, long lag, long rows, boolean complete) {
        boolean searched() {
            return stage.backend() == Backend.SUPABASE || stage == Stage.SHADOW;
        }

        boolean written() {
            return stage.writes(Backend.SUPABASE);
        }
    }

    /** The next step. Searches come first: where Supabase serves them, nothing is dropped and what is missing is built. */
    Step next(Situation now) {
        if (indexing == VectorIndexing.KEEP) {
            return Step.NOTHING;
        }
        boolean loading = now.written() && !now.searched() && now.lag() > SETTLED;
        if (!now.complete()) {
            return loading ? Step.NOTHING : Step.BUILD;
        }
        boolean bulk = indexing == VectorIndexing.DEFERRED || (now.lag() >= deferFrom && now.lag() > now.rows());
        return loading && bulk ? Step.DROP : Step.NOTHING;
    }
}
