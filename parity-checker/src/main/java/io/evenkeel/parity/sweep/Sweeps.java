package io.evenkeel.parity.sweep;

import io.evenkeel.contract.store.StoreUnavailableException;
import io.evenkeel.parity.finding.Findings;
import io.evenkeel.parity.finding.Witnesses;
import io.evenkeel.parity.ledger.LedgerUnavailableException;
import io.evenkeel.parity.ledger.Pause;
import io.evenkeel.parity.sweep.SweepReport.State;
import io.evenkeel.parity.tail.EventTimes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;

/** Runs sweeps one after the other, on a thread of its own, and remembers the last ones. Thread-safe. */
public final class Sweeps implements Runnable {
    private static final Logger LOG = Logger.getLogger(Sweeps.class);
    private static final int REMEMBERED = 20;
    private static final int QUEUED = 10;

    private final Witnesses witnesses;
    private final Findings findings;
    private final Supplier<EventTimes> events;
    private final Duration patience;
    private final Clock clock;
    private final Pause pause = new Pause(Duration.ZERO);
    private final BlockingQueue<String> queue = new ArrayBlockingQueue<>(QUEUED);
    private final Map<String, SweepReport> reports = new LinkedHashMap<>();

    /**
     * Sweeps.
     *
     * @param witnesses who is compared
     * @param findings where results are kept
     * @param events opens the events topic
     * @param patience how long a sweep waits for the stores before it begins
     */
    public Sweeps(Witnesses witnesses, Findings findings, Supplier<EventTimes> events, Duration patience, Clock clock) {
        this.witnesses = witnesses;
        this.findings = findings;
        this.events = events;
        this.patience = patience;
        this.clock = clock;
    }

    /** Asks for a sweep; empty when too many wait already. */
    public Optional<SweepReport> request() {
        SweepReport report = SweepReport.queued(UUID.randomUUID().toString(), clock.instant());
        keep(report);
        if (!queue.offer(report.id())) {
            synchronized (reports) {
                reports.remove(report.id());
            }
            return Optional.empty();
        }
        return Optional.of(report);
    }

    /** The sweep of that id, if it is remembered. */
    public Optional<SweepReport> find(String id) {
        synchronized (reports) {
            return Optional.ofNullable(reports.get(id));
        }
    }

    /** The sweep that ended last. */
    public Optional<SweepReport> lastEnded() {
        synchronized (reports) {
            return reports.values().stream()
                    .filter(SweepReport::ended)
                    .max(Comparator.comparing(SweepReport::requestedAt));
        }
    }

    /** Runs what is asked for until {@link #stop()}. */
    @Override
    public void run() {
        while (!pause.over()) {
            try {
                String id = queue.poll(200, TimeUnit.MILLISECONDS);
                if (id != null) {
                    find(id).ifPresent(this::sweep);
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Ends the run, and the sweep that is under way. */
    public void stop() {
        pause.end();
    }

    private void sweep(SweepReport queued) {
        try (EventTimes times = events.get()) {
            new Sweep(queued, witnesses, findings, times, patience, pause, clock, this::keep).run();
        } catch (StoreUnavailableException
                | LedgerUnavailableException
                | KafkaException
                | Sweep.LedgerBehindException failed) {
            LOG.warnf("sweep failed: %s", failed.getMessage());
            fail(queued.id(), String.valueOf(failed.getMessage()));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            fail(queued.id(), "the service stopped");
        }
    }

    private void fail(String id, String reason) {
        find(id).ifPresent(report -> {
            Instant now = clock.instant();
            Instant started = report.startedAt();
            keep(new SweepReport(
                    id,
                    State.FAILED,
                    report.requestedAt(),
                    started,
                    report.rowsCompared(),
                    report.rowsExpected(),
                    started == null ? Duration.ZERO : Duration.between(started, now),
                    report.mismatches(),
                    reason));
        });
    }

    private void keep(SweepReport report) {
        synchronized (reports) {
            reports.put(report.id(), report);
            while (reports.size() > REMEMBERED) {
                reports.remove(reports.keySet().iterator().next());
            }
        }
    }
}
