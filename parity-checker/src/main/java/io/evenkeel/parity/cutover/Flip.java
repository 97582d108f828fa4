package io.evenkeel.parity.cutover;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.control.ControlRecord;
import io.evenkeel.contract.control.ControlRecord.Phase;
import io.evenkeel.contract.control.Stage;
import io.evenkeel.contract.store.StorePosition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A flip's life: prepared, waiting for the barrier, passed, and then committed; or aborted. Each state holds the record
 * that the control log gets when it is entered, and has only the steps that may follow: only a flip whose new backend has
 * applied the barrier everywhere can be committed. Pure.
 */
sealed interface Flip {
    /**
     * Who asks for what.
     *
     * @param term above every term in the control log
     * @param move from where to where
     * @param who who asked
     * @param why the reason, or null
     */
    record Request(
            long term, Move move, String who, @Nullable String why) {
        Prepared prepare(Instant now) {
            return new Prepared(this, record(Phase.PREPARE, move.to(), now, why, List.of()));
        }

        private ControlRecord record(
                Phase phase, Stage stage, Instant now, @Nullable String reason, List<Position> barrier) {
            return new ControlRecord(term, phase, stage, now, who, reason, barrier);
        }

        private Aborted abort(Instant now, String reason, List<Position> barrier) {
            return new Aborted(record(Phase.ABORT, move.from(), now, reason, barrier));
        }
    }

    /** Announced; nothing has changed. */
    record Prepared(Request request, ControlRecord record) implements Flip {
        /** The barrier stands in every partition of events. */
        Awaiting barrier(List<Position> barrier) {
            return new Awaiting(request, barrier);
        }

        Aborted abort(Instant now, String reason) {
            return request.abort(now, reason, List.of());
        }
    }

    /** The barrier is on its way to the new backend. */
    record Awaiting(Request request, List<Position> barrier) implements Flip {
        public Awaiting {
            barrier = List.copyOf(barrier);
            if (barrier.isEmpty()) {
                throw new IllegalArgumentException("a flip has a barrier in every partition");
            }
        }

        /** How many partitions have applied the barrier. */
        long reached(Map<Integer, StorePosition> newBackend) {
            return barrier.stream()
                    .filter(position -> {
                        StorePosition reached = newBackend.get(position.partition());
                        return reached != null && !position.isAfter(reached.applied());
                    })
                    .count();
        }

        /** The next state, once the new backend has applied the barrier everywhere. */
        Optional<Passed> observe(Map<Integer, StorePosition> newBackend) {
            return reached(newBackend) == barrier.size() ? Optional.of(new Passed(request, barrier)) : Optional.empty();
        }

        Aborted abort(Instant now, String reason) {
            return request.abort(now, reason, barrier);
        }
    }

    /** The new backend holds everything that was emitted before the flip. */
    record Passed(Request request, List<Position> barrier) implements Flip {
        Committed commit(Instant now) {
            return new Committed(request.record(Phase.COMMIT, request.move().to(), now, request.why(), barrier));
        }
    }

    /** Decided. */
    record Committed(ControlRecord record) implements Flip {}

    /** Given up; nothing has changed. */
    record Aborted(ControlRecord record) implements Flip {}
}
