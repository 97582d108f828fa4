package io.evenkeel.parity.cutover;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.control.ControlRecord;
import io.evenkeel.contract.control.ControlRecord.Phase;
import io.evenkeel.contract.control.Stage;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.store.StoreScanner;
import io.evenkeel.contract.store.StoreUnavailableException;
import io.evenkeel.parity.event.EventPublisher;
import io.evenkeel.parity.ledger.Pause;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Decides stages: gates, prepare, a barrier through the log, and then commit or abort. Before the commit nothing has
 * changed. Whatever fails in between, the next one to open the control log finds the prepare without its commit and gives
 * it up. One flip at a time; thread-safe.
 */
final class CutoverProtocol implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(CutoverProtocol.class);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final String SELF = "parity-checker";

    private final Supplier<ControlLog> opening;
    private final Supplier<EventPublisher> publishing;
    private final Map<Backend, StoreScanner> stores;
    private final Function<Backend, Gates.Evidence> evidence;
    private final Limits limits;
    private final Clock clock;
    private final ReentrantLock flipping = new ReentrantLock();
    private final Pause pause = new Pause(POLL);
    private @Nullable ControlLog log;
    private boolean lost;

    /**
     * What a flip must keep to.
     *
     * @param gates what is asked of the evidence
     * @param barrier how long the new backend may take to apply the barrier
     */
    record Limits(Gates.Limits gates, Duration barrier) {}

    /**
     * What an operator asks for.
     *
     * @param to the stage
     * @param dryRun whether only to look
     * @param force whether to pass over gates; the barrier stays
     * @param who who asks
     * @param reason why, or null
     */
    record Asked(
            Stage to,
            boolean dryRun,
            boolean force,
            String who,
            @Nullable String reason) {}

    /** Another flip is under way. */
    static final class BusyException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BusyException() {
            super("another flip is under way; ask again when it has ended");
        }
    }

    /**
     * A protocol; nothing is opened yet.
     *
     * @param opening opens the control log for deciding
     * @param publishing opens the log of events for barriers
     * @param stores the stores that are configured
     * @param evidence what is known when a flip to that backend is asked for
     */
    CutoverProtocol(
            Supplier<ControlLog> opening,
            Supplier<EventPublisher> publishing,
            Map<Backend, StoreScanner> stores,
            Function<Backend, Gates.Evidence> evidence,
            Limits limits,
            Clock clock) {
        this.opening = opening;
        this.publishing = publishing;
        this.stores = Map.copyOf(stores);
        this.evidence = evidence;
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * Takes the control log over, gives up a flip that was left half done, and decides the first stage where there was
     * none.
     *
     * @return what holds
     * @throws KafkaException when Kafka does not answer
     */
    ControlRecord begin(InitialStage initial) {
        return alone(() -> {
            ControlLog current = open();
            ControlRecord committed = current.state().committed();
            if (committed != null) {
                return committed;
            }
            ControlRecord first = new ControlRecord(
                    current.nextTerm(), Phase.COMMIT, initial.stage(), clock.instant(), SELF, "first stage", List.of());
            current.write(first);
            LOG.infof("first stage %s, term %d", first.stage().label(), first.term());
            return first;
        });
    }

    /** The gates towards the other backend, as they stand now. */
    List<Gate> gates(Stage from) {
        Stage to = from.backend() == Backend.SQLITE ? Stage.LIVE : Stage.DUAL_WRITE;
        return Move.between(from, to).map(this::gates).orElse(List.of());
    }

    /**
     * Moves, if the gates and the barrier let it.
     *
     * @throws BusyException when another flip is under way
     * @throws ControlLog.LostControlException when another parity-checker decides now
     * @throws KafkaException when Kafka does not answer; a flip that was begun is given up at the next occasion
     */
    Outcome move(Asked asked) {
        return alone(() -> {
            ControlLog current = open();
            ControlRecord holds = Objects.requireNonNull(current.state().committed(), "begin comes first");
            Optional<Move> way = Move.between(holds.stage(), asked.to());
            if (way.isEmpty()) {
                return new Outcome.NoWay(holds.stage(), asked.to());
            }
            Move move = way.get();
            if (move instanceof Move.Stay) {
                return new Outcome.Unchanged(holds);
            }
            List<Gate> gates = gates(move);
            if (asked.dryRun()) {
                return new Outcome.Planned(move, holds, gates);
            }
            List<String> blocking =
                    gates.stream().filter(Gate::blocks).map(Gate::name).toList();
            if (!blocking.isEmpty() && !asked.force()) {
                return new Outcome.Refused(move, gates);
            }
            String why = blocking.isEmpty()
                    ? asked.reason()
                    : "forced past " + String.join(", ", blocking) + ": " + asked.reason();
            return flip(current, new Flip.Request(current.nextTerm(), move, asked.who(), why), gates);
        });
    }

    @Override
    public void close() {
        pause.end();
        flipping.lock();
        try {
            closeLog();
        } finally {
            flipping.unlock();
        }
    }

    private List<Gate> gates(Move move) {
        return Gates.of(move, evidence.apply(move.to().backend()), limits.gates());
    }

    private Outcome flip(ControlLog current, Flip.Request request, List<Gate> gates) {
        Instant started = clock.instant();
        Move move = request.move();
        Flip.Prepared prepared = request.prepare(started);
        current.write(prepared.record());
        LOG.infof(
                "flip prepared: %s to %s, term %d",
                move.from().label(), move.to().label(), request.term());
        List<Position> positions;
        try (EventPublisher events = publishing.get()) {
            positions = events.barrier("term-" + request.term(), started);
        } catch (KafkaException failed) {
            current.write(prepared.abort(clock.instant(), "the barrier could not be written")
                    .record());
            throw failed;
        }
        Flip.Awaiting awaiting = prepared.barrier(positions);
        Instant deadline = started.plus(limits.barrier());
        while (true) {
            Map<Integer, StorePosition> reached = positions(move.to().backend());
            Optional<Flip.Passed> passed = awaiting.observe(reached);
            if (passed.isPresent()) {
                Flip.Committed committed = passed.get().commit(clock.instant());
                current.write(committed.record());
                Duration took = Duration.between(started, clock.instant());
                LOG.infof(
                        "flip committed: %s to %s, term %d",
                        move.from().label(), move.to().label(), request.term());
                return new Outcome.Done(move, committed.record(), gates, took);
            }
            if (pause.over() || !clock.instant().isBefore(deadline)) {
                String reason = "the barrier was applied in " + awaiting.reached(reached) + " of " + positions.size()
                        + " partitions within " + limits.barrier().toSeconds() + " s";
                Flip.Aborted aborted = awaiting.abort(clock.instant(), reason);
                current.write(aborted.record());
                LOG.warnf("flip given up, term %d: %s", request.term(), reason);
                List<Gate> all = new ArrayList<>(gates);
                all.add(new Gate(
                        "barrier",
                        awaiting.reached(reached) + " of " + positions.size() + " partitions",
                        "all within " + limits.barrier().toSeconds() + " s",
                        false,
                        true));
                return new Outcome.TimedOut(move, aborted.record(), all);
            }
            pause.await();
        }
    }

    /** How far a store has come; nowhere while it cannot be reached, which the deadline bounds. */
    private Map<Integer, StorePosition> positions(Backend backend) {
        StoreScanner store = stores.get(backend);
        if (store == null) {
            return Map.of();
        }
        try {
            return store.positions();
        } catch (StoreUnavailableException unreachable) {
            LOG.debugf("store=%s not reachable: %s", backend.label(), unreachable.getMessage());
            return Map.of();
        }
    }

    private ControlLog open() {
        if (lost) {
            throw new ControlLog.LostControlException(null);
        }
        ControlLog current = log;
        if (current == null) {
            current = opening.get();
            log = current;
            ControlRecord prepared = current.state().prepared();
            if (prepared != null) {
                ControlRecord holds = current.state().committed();
                Stage kept = holds == null ? prepared.stage() : holds.stage();
                current.write(new ControlRecord(
                        prepared.term(),
                        Phase.ABORT,
                        kept,
                        clock.instant(),
                        SELF,
                        "left half done",
                        prepared.barrier()));
                LOG.warnf("flip given up that was left half done, term %d", prepared.term());
            }
        }
        return current;
    }

    private <T> T alone(Supplier<T> work) {
        if (!flipping.tryLock()) {
            throw new BusyException();
        }
        boolean done = false;
        try {
            T result = work.get();
            done = true;
            return result;
        } catch (ControlLog.LostControlException taken) {
            lost = true;
            throw taken;
        } finally {
            if (!done) {
                // What was written is not certain any more; it is read again when the log is opened again.
                closeLog();
            }
            flipping.unlock();
        }
    }

    private void closeLog() {
        ControlLog current = log;
        log = null;
        if (current != null) {
            current.close();
        }
    }
}
