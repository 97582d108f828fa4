package io.evenkeel.parity.history;

import io.evenkeel.parity.ParityConfig;
import io.evenkeel.parity.ParityService;
import io.evenkeel.parity.history.HistoryState.Mode;
import io.evenkeel.parity.ledger.Pause;
import io.evenkeel.parity.search.Searches;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Records in Supabase what the journal holds, on a thread of its own, a little at a time, and tries again for as long as
 * Supabase is away. Nothing waits for it. Thread-safe.
 */
@Singleton
public class Recorder {
    private static final Logger LOG = Logger.getLogger(Recorder.class);
    private static final Duration ROUND = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration BETWEEN_PRUNINGS = Duration.ofHours(1);
    private static final int AT_ONCE = 200;

    private final ParityConfig config;
    private final ParityService parity;
    private final Searches searches;
    private final History history;
    private final Clock clock;
    private final Pause pause = new Pause(ROUND);
    private final Map<UUID, RunRecorded> known = new HashMap<>();
    private Duration backOff = ROUND;
    private boolean othersEnded;
    private Instant prunedAt = Instant.EPOCH;
    private @Nullable Thread thread;
    private volatile HistoryState state;
    private volatile long dropped;

    Recorder(ParityConfig config, ParityService parity, Searches searches, History history, Clock clock) {
        this.config = config;
        this.parity = parity;
        this.searches = searches;
        this.history = history;
        this.clock = clock;
        Mode mode = config.supabaseDbUrl().isPresent() ? Mode.STARTING : Mode.OFF;
        state = new HistoryState(
                mode, 0, null, null, null, mode == Mode.OFF ? "no Supabase is configured: set SUPABASE_DB_URL" : null);
    }

    void start(@Observes StartupEvent started) {
        if (state.mode() != Mode.OFF) {
            thread = Thread.ofPlatform()
                    .name("history")
                    .daemon()
                    .uncaughtExceptionHandler((ended, fault) ->
                            LOG.errorf(fault, "history has stopped, which is a fault; restart this service"))
                    .start(this::run);
        }
    }

    void stop(@Observes ShutdownEvent stopped) throws InterruptedException {
        pause.end();
        if (thread != null) {
            thread.join(Duration.ofSeconds(5));
        }
    }

    /** How recording goes. */
    HistoryState state() {
        return state;
    }

    /** How much was dropped since the start. */
    long dropped() {
        return dropped;
    }

    private void run() {
        while (!pause.over()) {
            parity.followed().ifPresent(this::round);
            pause.await(backOff);
        }
    }

    private void round(Followed followed) {
        Journal journal = followed.journal();
        writeDown(followed);
        try {
            if (!journal.isRestored()) {
                history.takeOver(journal, followed.findings());
            }
            boolean any = recordAll(journal);
            if (!othersEnded) {
                history.endOthers(known.keySet());
                othersEnded = true;
            }
            prune();
            went(journal, any);
        } catch (HistoryUnavailableException failed) {
            failed(journal, failed.code(), String.valueOf(failed.getMessage()));
            journal.trim();
        }
        dropped = journal.dropped();
    }

    /** Nobody says how runs get on, so it looks; of the last twenty of each kind none escapes it. */
    private void writeDown(Followed followed) {
        Journal journal = followed.journal();
        if (journal.isBehind()) {
            followed.findings().tell(journal::reconcile);
        }
        Map<UUID, RunRecorded> now = new HashMap<>();
        followed.sweeps().get().forEach(sweep -> put(now, RunRecorded.of(sweep, journal.epoch())));
        searches.all().forEach(search -> put(now, RunRecorded.of(search, journal.epoch())));
        now.forEach((id, run) -> {
            if (!run.equals(known.get(id))) {
                journal.run(run);
            }
        });
        known.clear();
        known.putAll(now);
    }

    private static void put(Map<UUID, RunRecorded> runs, RunRecorded run) {
        runs.put(run.id(), run);
    }

    private boolean recordAll(Journal journal) {
        boolean any = false;
        Waiting waiting = journal.next(AT_ONCE);
        while (waiting.size() > 0 && !pause.over()) {
            record(journal, waiting);
            any = true;
            waiting = waiting.size() < AT_ONCE ? Waiting.NOTHING : journal.next(AT_ONCE);
        }
        return any;
    }

    /** What Supabase will never take stands in nobody's way. */
    private void record(Journal journal, Waiting waiting) {
        try {
            history.record(waiting);
            journal.recorded(waiting);
        } catch (HistoryUnavailableException failed) {
            if (!failed.isRefusal()) {
                throw failed;
            }
            if (waiting.size() == 1) {
                LOG.errorf("a record of parity is dropped: %s", failed.getMessage());
                journal.drop(waiting);
            } else {
                waiting.each().forEach(one -> record(journal, one));
            }
        }
    }

    private void prune() {
        int days = config.history().days();
        Instant now = clock.instant();
        if (days > 0
                && Duration.between(prunedAt, now).compareTo(BETWEEN_PRUNINGS) >= 0
                && !history.prune(now.minus(Duration.ofDays(days)))) {
            prunedAt = now;
        }
    }

    private void went(Journal journal, boolean any) {
        if (journal.failure().isPresent()) {
            failed(journal, "journal", journal.failure().get());
            return;
        }
        if (state.failingSince() != null) {
            LOG.infof("history: recorded again what has waited since %s", state.failingSince());
        }
        backOff = ROUND;
        state = state.recorded(journal.waiting(), any ? clock.instant() : null);
    }

    private void failed(Journal journal, String code, String reason) {
        if (!code.equals(state.code())) {
            LOG.warnf("runs, mismatches and repairs wait to be recorded; verification goes on: %s", reason);
        }
        Duration twice = backOff.multipliedBy(2);
        backOff = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
        state = state.failing(journal.waiting(), clock.instant(), code, reason);
    }
}
