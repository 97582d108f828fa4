package io.evenkeel.parity.sweep;

import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.StoreUnavailableException;
import io.evenkeel.parity.finding.Findings;
import io.evenkeel.parity.finding.Witnesses;
import io.evenkeel.parity.ledger.LedgerUnavailableException;
import io.evenkeel.parity.ledger.Pause;
import io.evenkeel.parity.sweep.SweepReport.State;
import io.evenkeel.parity.tail.EventTimes;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs sweeps one after the other, on a thread of its own, also on after a restart, and remembers the last ones.
 * Thread-safe.
 */
public final class Sweeps implements Runnable {
    private static final Logger LOG = Logger.getLogger(Sweeps.class);
    private static final int REMEMBERED = 20;
    private static final int QUEUED = 10;
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration BETWEEN_WRITES = Duration.ofSeconds(1);

    private final Witnesses witnesses;
    private final Findings findings;
    private final Supplier<EventTimes> events;
    private final Settings settings;
    private final SweepFile file;
    private final Clock clock;
    private final Pause end = new Pause(LOOK);
    private final Map<String, KeptSweep> sweeps = new LinkedHashMap<>();
    private long written;
    private @Nullable String running;
    private Pause stopping = new Pause(LOOK);

    /**
     * How sweeps are run.
     *
     * @param patience how long a sweep waits for the stores before it begins, and how long one of them may be away
     * @param load the share of the time that a sweep works, unless it is asked for another
     * @param latency how long one of its snapshots of a store may take
     */
    public record Settings(Duration patience, double load, Duration latency) {
        public Settings {
            if (!(load > 0 && load <= 1)) {
                throw new IllegalArgumentException(
                        "evenkeel.parity.sweep-load is " + load + "; set it above 0 and at most to 1");
            }
        }
    }

    /**
     * Sweeps.
     *
     * @param witnesses who is compared
     * @param findings where results are kept
     * @param events opens the events topic
     * @param path the file that keeps sweeps over a restart
     */
    public Sweeps(
            Witnesses witnesses,
            Findings findings,
            Supplier<EventTimes> events,
            Settings settings,
            Path path,
            Clock clock) {
        this.witnesses = witnesses;
        this.findings = findings;
        this.events = events;
        this.settings = settings;
        this.clock = clock;
        file = new SweepFile(path);
        file.read().forEach(kept -> sweeps.put(kept.report().id(), ofThisLog(kept)));
    }

    /** Asks for a sweep of everything; empty when too many wait already. */
    public Optional<SweepReport> request() {
        return request(SweepRequest.ALL);
    }

    /** Asks for a sweep; empty when too many wait already. */
    public synchronized Optional<SweepReport> request(SweepRequest request) {
        if (sweeps.values().stream().filter(kept -> !kept.ended()).count() > QUEUED) {
            return Optional.empty();
        }
        SweepReport report = SweepReport.queued(UUID.randomUUID().toString(), request, clock.instant());
        keep(KeptSweep.queued(report, witnesses.epoch()));
        return Optional.of(report);
    }

    /** The sweep of that id, if it is remembered. */
    public synchronized Optional<SweepReport> find(String id) {
        return Optional.ofNullable(sweeps.get(id)).map(KeptSweep::report);
    }

    /** The sweep that runs; else the one that was asked for last. */
    public synchronized Optional<SweepReport> current() {
        return Optional.ofNullable(running)
                .flatMap(this::find)
                .or(() -> sweeps.values().stream().map(KeptSweep::report).reduce((earlier, later) -> later));
    }

    /** The sweep that ended last. */
    public synchronized Optional<SweepReport> lastEnded() {
        return sweeps.values().stream()
                .map(KeptSweep::report)
                .filter(SweepReport::ended)
                .max(Comparator.comparing(SweepReport::requestedAt));
    }

    /** Those that are remembered, in the order in which they were asked for. */
    public synchronized List<SweepReport> all() {
        return sweeps.values().stream().map(KeptSweep::report).toList();
    }

    /** Stops a sweep that waits or runs, and says how it stands then; empty where none of that id is remembered. */
    public synchronized Optional<SweepReport> stop(String id) {
        KeptSweep kept = sweeps.get(id);
        if (kept != null && !kept.ended()) {
            if (id.equals(running)) {
                stopping.end();
            }
            keep(kept.ended(State.STOPPED, "it was stopped; what it had not come to was not compared"));
        }
        return find(id);
    }

    /** Runs what is asked for until {@link #stop()}. */
    @Override
    public void run() {
        while (!end.over()) {
            Optional<KeptSweep> next = next();
            if (next.isEmpty()) {
                end.await();
            } else {
                sweep(next.get());
            }
        }
    }

    /** Ends the run; a sweep that is under way goes on when the service is started again. */
    public void stop() {
        end.end();
        synchronized (this) {
            stopping.end();
            write();
        }
    }

    private synchronized Optional<KeptSweep> next() {
        Optional<KeptSweep> next =
                sweeps.values().stream().filter(kept -> !kept.ended()).findFirst();
        running = next.map(kept -> kept.report().id()).orElse(null);
        if (next.isPresent() && !end.over()) {
            stopping = new Pause(LOOK);
        }
        return next;
    }

    private void sweep(KeptSweep next) {
        String id = next.report().id();
        Pause pause;
        synchronized (this) {
            pause = stopping;
        }
        LOG.infof("sweep: id=%s rowsCompared=%d", id, next.report().rowsCompared());
        try (EventTimes times = events.get()) {
            new Sweep(next, witnesses, findings, times, settings, pause, clock, this::step).run();
        } catch (StoreUnavailableException
                | LedgerUnavailableException
                | KafkaException
                | Sweep.LedgerBehindException failed) {
            LOG.warnf("sweep failed: id=%s %s", id, failed.getMessage());
            fail(id, String.valueOf(failed.getMessage()));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void fail(String id, String reason) {
        KeptSweep kept = sweeps.get(id);
        if (kept != null) {
            step(kept.ended(State.FAILED, reason));
        }
    }

    /** What a running sweep says, unless it was stopped meanwhile. */
    private synchronized void step(KeptSweep next) {
        KeptSweep current = sweeps.get(next.report().id());
        if (current == null || current.ended()) {
            return;
        }
        boolean moved = current.report().state() != next.report().state();
        sweeps.put(next.report().id(), next);
        if (moved || System.nanoTime() - written > BETWEEN_WRITES.toNanos()) {
            write();
        }
    }

    private void keep(KeptSweep next) {
        sweeps.put(next.report().id(), next);
        List<String> ended = sweeps.values().stream()
                .filter(KeptSweep::ended)
                .map(kept -> kept.report().id())
                .toList();
        ended.stream().limit(Math.max(0, sweeps.size() - REMEMBERED)).forEach(sweeps::remove);
        write();
    }

    private void write() {
        try {
            file.write(new ArrayList<>(sweeps.values()));
        } catch (UncheckedIOException failed) {
            LOG.warnf("sweeps would not go on where they stand after a restart: %s", failed.getMessage());
        }
        written = System.nanoTime();
    }

    private KeptSweep ofThisLog(KeptSweep kept) {
        if (kept.ended()) {
            return kept;
        }
        if (witnesses.stores().size() < Backend.values().length) {
            return kept.ended(State.FAILED, "a store is not configured any more; ask for it again with both");
        }
        return kept.epoch() == witnesses.epoch()
                ? kept
                : kept.ended(State.FAILED, "the log was made anew; ask for it again");
    }
}
