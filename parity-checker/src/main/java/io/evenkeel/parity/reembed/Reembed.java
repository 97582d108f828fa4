package io.evenkeel.parity.reembed;

import io.evenkeel.contract.value.RowKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A rebuild of vectors, as it stands.
 *
 * @param id its name
 * @param model the model that makes the vectors
 * @param which which vectors are rebuilt
 * @param state whether it goes on
 * @param reason what it waits for while it goes on, or why it failed; null when neither
 * @param startedAt when it was asked for
 * @param epoch the epoch of the log
 * @param pass how often the log was gone through, this time included
 * @param upTo where this pass ends, by partition: an offset of {@code evenkeel.events}
 * @param done how far it has come, likewise
 * @param rowsTotal how many rows with a text to embed there were when it began
 * @param rowsDone how many of them the first pass has looked at
 * @param rebuilt how many vectors came back
 * @param overtaken how many rows changed meanwhile, and so were embedded anyway
 * @param left how many rows keep their vector
 * @param leftRows the first of them
 */
record Reembed(
        String id,
        String model,
        Which which,
        State state,
        @Nullable String reason,
        Instant startedAt,
        long epoch,
        int pass,
        Map<Integer, Long> upTo,
        Map<Integer, Long> done,
        long rowsTotal,
        long rowsDone,
        long rebuilt,
        long overtaken,
        long left,
        List<LeftRow> leftRows) {
    private static final int SHOWN = 100;

    /** Which vectors. */
    enum Which {
        /** Every one that the log held when it began. */
        ALL,
        /** Those of other models, until there are none. */
        OTHERS
    }

    /** Whether it goes on. */
    enum State {
        RUNNING,
        DONE,
        STOPPED,
        FAILED
    }

    /** A row whose vector was not rebuilt, and why. */
    record LeftRow(RowKey key, String reason) {}

    Reembed {
        upTo = Map.copyOf(upTo);
        done = Map.copyOf(done);
        leftRows = List.copyOf(leftRows);
    }

    static Reembed begin(
            String id, String model, Which which, Instant now, long epoch, Map<Integer, Long> upTo, long rowsTotal) {
        return new Reembed(
                id, model, which, State.RUNNING, null, now, epoch, 1, upTo, Map.of(), rowsTotal, 0, 0, 0, 0, List.of());
    }

    boolean running() {
        return state == State.RUNNING;
    }

    /** The offset of the last event of a partition that was looked at, or -1. */
    long doneIn(int partition) {
        return done.getOrDefault(partition, -1L);
    }

    /** Goes on, waiting for something or not. */
    Reembed waiting(@Nullable String what) {
        return with(state, what);
    }

    Reembed ended(State how, @Nullable String why) {
        return with(how, why);
    }

    /** Once more, over what has come since. */
    Reembed again(Map<Integer, Long> end) {
        return new Reembed(
                id, model, which, state, reason, startedAt, epoch, pass + 1, end, done, rowsTotal, rowsDone, rebuilt,
                overtaken, left, leftRows);
    }

    /** After so many rows, which takes every partition named so far. */
    Reembed passed(Map<Integer, Long> reached, long rows) {
        Map<Integer, Long> all = new HashMap<>(done);
        all.putAll(reached);
        return new Reembed(
                id,
                model,
                which,
                state,
                reason,
                startedAt,
                epoch,
                pass,
                upTo,
                all,
                rowsTotal,
                pass == 1 ? rowsDone + rows : rowsDone,
                rebuilt,
                overtaken,
                left,
                leftRows);
    }

    /** With what became of some rows. */
    Reembed counted(long moreRebuilt, long moreOvertaken, List<LeftRow> moreLeft) {
        List<LeftRow> shown = new ArrayList<>(leftRows);
        moreLeft.stream().limit(SHOWN - shown.size()).forEach(shown::add);
        return new Reembed(
                id,
                model,
                which,
                state,
                null,
                startedAt,
                epoch,
                pass,
                upTo,
                done,
                rowsTotal,
                rowsDone,
                rebuilt + moreRebuilt,
                overtaken + moreOvertaken,
                left + moreLeft.size(),
                shown);
    }

    private Reembed with(State newState, @Nullable String newReason) {
        return new Reembed(
                id, model, which, newState, newReason, startedAt, epoch, pass, upTo, done, rowsTotal, rowsDone, rebuilt,
                overtaken, left, leftRows);
    }
}
