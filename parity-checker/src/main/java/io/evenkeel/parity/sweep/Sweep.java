package io.evenkeel.parity.sweep;

import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.store.StoreScanner;
import io.evenkeel.contract.store.StoreUnavailableException;
import io.evenkeel.parity.finding.Findings;
import io.evenkeel.parity.finding.Witnesses;
import io.evenkeel.parity.ledger.Pause;
import io.evenkeel.parity.tail.EventTimes;
import io.evenkeel.parity.tail.EventTimes.Appended;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * One run of a sweep, from where it stands to its end, stretch by stretch. Writers are never paused; a row that changes
 * meanwhile is left to the tail. One use, one thread.
 */
final class Sweep {
    private static final Duration POLL = Duration.ofMillis(200);

    private final Witnesses witnesses;
    private final Findings findings;
    private final EventTimes events;
    private final Sweeps.Settings settings;
    private final Pause pause;
    private final Clock clock;
    private final Consumer<KeptSweep> progress;
    private final Instant resumed;
    private final Duration before;
    private KeptSweep state;

    /**
     * A run.
     *
     * @param kept where it stands
     * @param pause ends it early
     * @param progress is told every step
     */
    Sweep(
            KeptSweep kept,
            Witnesses witnesses,
            Findings findings,
            EventTimes events,
            Sweeps.Settings settings,
            Pause pause,
            Clock clock,
            Consumer<KeptSweep> progress) {
        this.state = kept;
        this.witnesses = witnesses;
        this.findings = findings;
        this.events = events;
        this.settings = settings;
        this.pause = pause;
        this.clock = clock;
        this.progress = progress;
        this.resumed = clock.instant();
        this.before = kept.report().took();
    }

    /**
     * Runs until it is done, or {@code pause} is over.
     *
     * @throws StoreUnavailableException when a store cannot be reached for longer than the settings allow
     */
    void run() throws InterruptedException {
        SweepRequest request = state.report().request();
        boolean fresh = state.place().equals(SweepPlace.BEGINNING);
        tell(state.waiting(resumed, took()));
        Optional<String> behind = awaitStores();
        if (pause.over()) {
            return;
        }
        try (Walk walk = walk(request, fresh)) {
            compare(walk, request, fresh, behind.orElse(null));
        }
    }

    private void compare(Walk walk, SweepRequest request, boolean fresh, @Nullable String behind)
            throws InterruptedException {
        long expected = fresh ? walk.expected() : state.report().rowsExpected();
        tell(state.comparing(expected, behind, took()));
        Double load = request.load();
        Pace pace = new Pace(load == null ? settings.load() : load, settings.latency());
        while (!walk.isOver() && !pause.over()) {
            long begun = System.nanoTime();
            Optional<Walk.Step> taken = patiently(walk, pace);
            if (taken.isPresent()) {
                Walk.Step step = taken.get();
                KeptSweep next = state.stepped(walk.place(), step.compared(), step.mismatches(), took());
                tell(walk.isOver() ? next.done(took()) : next);
                Duration worked = Duration.ofNanos(System.nanoTime() - begun);
                pause.await(pace.rest(step.asked(), step.whole(), worked, step.slowest()));
            }
        }
        if (walk.isOver() && !state.ended()) {
            tell(state.done(took()));
        }
    }

    private Walk walk(SweepRequest request, boolean fresh) throws InterruptedException {
        Instant since = request.since();
        if (since == null) {
            return new KeyWalk(request, state.place(), witnesses, findings);
        }
        if (!fresh) {
            return new LogWalk(request, state.place(), witnesses, findings);
        }
        for (StoreScanner store : witnesses.stores().values()) {
            if (!witnesses.ledger().awaitCover(store.positions(), settings.patience())) {
                throw new LedgerBehindException();
            }
        }
        return new LogWalk(request, LogWalk.begin(events.from(since), witnesses), witnesses, findings);
    }

    /** Gives a store that is away, and the ledger that may still be built, time for every stretch. */
    private Optional<Walk.Step> patiently(Walk walk, Pace pace) throws InterruptedException {
        Instant deadline = clock.instant().plus(settings.patience());
        while (!pause.over()) {
            boolean late = !clock.instant().isBefore(deadline);
            try {
                Optional<Walk.Step> step = walk.step(pace.rows(), pace.atATime());
                if (step.isPresent()) {
                    return step;
                }
                if (late) {
                    throw new LedgerBehindException();
                }
            } catch (StoreUnavailableException | KafkaException failed) {
                if (late) {
                    throw failed;
                }
                pace.failed();
                tell(state.held("tries again: " + failed.getMessage()));
                pause.await(POLL);
            }
        }
        return Optional.empty();
    }

    /** Waits until both stores have applied what the log holds now; says which has not, when the time is over. */
    private Optional<String> awaitStores() {
        Map<Integer, Long> ends = events.beyond(Map.of()).ends();
        Instant deadline = clock.instant().plus(settings.patience());
        while (true) {
            boolean late = !clock.instant().isBefore(deadline);
            List<String> behind = new ArrayList<>();
            witnesses.stores().forEach((backend, store) -> {
                if (!reached(ends, store, late)) {
                    behind.add(backend.label());
                }
            });
            if (behind.isEmpty() || pause.over()) {
                return Optional.empty();
            }
            if (late) {
                return Optional.of(String.join(" and ", behind) + " had not applied, after "
                        + settings.patience().toSeconds()
                        + " s, what the log held when the sweep began; what it lacks was not compared");
            }
            pause.await(POLL);
        }
    }

    private boolean reached(Map<Integer, Long> ends, StoreScanner store, boolean late) {
        try {
            return reached(ends, store.positions());
        } catch (StoreUnavailableException away) {
            if (late) {
                throw away;
            }
            return false;
        }
    }

    private boolean reached(Map<Integer, Long> ends, Map<Integer, StorePosition> positions) {
        Map<Integer, Long> applied = new HashMap<>();
        positions.forEach((partition, position) -> {
            if (position.applied().epoch() == witnesses.epoch()) {
                applied.put(partition, position.applied().offset());
            }
        });
        boolean atEnd =
                ends.entrySet().stream().allMatch(end -> applied.getOrDefault(end.getKey(), -1L) >= end.getValue() - 1);
        if (atEnd) {
            return true;
        }
        Map<Integer, Appended> oldest = events.beyond(applied).oldest();
        return ends.entrySet().stream().allMatch(end -> {
            Appended event = oldest.get(end.getKey());
            return event == null || event.offset() >= end.getValue();
        });
    }

    private Duration took() {
        return before.plus(Duration.between(resumed, clock.instant()));
    }

    private void tell(KeptSweep next) {
        state = next;
        progress.accept(next);
    }

    /** The ledger did not come as far as the stores in time. */
    static final class LedgerBehindException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LedgerBehindException() {
            super("the ledger does not keep up with the stores; see this service's log");
        }
    }
}
