package io.evenkeel.parity.drift;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.event.EventGate;
import io.evenkeel.contract.store.StoreReader;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.parity.drift.WatchState.Mode;
import io.evenkeel.parity.event.EventPublisher;
import io.evenkeel.parity.finding.Findings;
import io.evenkeel.parity.finding.Witnesses;
import io.evenkeel.parity.ledger.Pause;
import io.evenkeel.parity.repair.Repairs;
import io.evenkeel.parity.sweep.Sweeps;
import io.evenkeel.supabase.SupabaseDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Watches both stores for changes that did not come through the log. Thread-safe. */
public final class Drift {
    private static final Duration BETWEEN_ROUNDS = Duration.ofMillis(200);
    private static final Duration BETWEEN_MEASUREMENTS = Duration.ofSeconds(5);

    private final Findings findings;
    private final Clock clock;
    private final DriftJournal journal;
    private final @Nullable SqliteWatch sqlite;
    private final @Nullable SupabaseWatch supabase;
    private final DriftActions actions;
    private final Pause pause = new Pause(BETWEEN_ROUNDS);
    private Instant measured = Instant.EPOCH;

    /**
     * What is needed to do something about what is found.
     *
     * @param readers what applications read the stores by; what is in a store without one is not adopted
     * @param repairs takes changes back
     * @param publisher opens what writes events
     * @param ready whether the dead letters are known, without which nothing is taken back
     */
    public record Means(
            Map<Backend, StoreReader> readers,
            Repairs repairs,
            Supplier<EventPublisher> publisher,
            BooleanSupplier ready) {
        public Means {
            readers = Map.copyOf(readers);
        }
    }

    /**
     * Watches; nothing runs yet.
     *
     * @param path the file that keeps what was found over a restart
     * @param comparing whether both stores are written, so that comparing them means something
     */
    public Drift(
            DriftSettings settings,
            Catalogue catalogue,
            Witnesses witnesses,
            Findings findings,
            Sweeps sweeps,
            Means means,
            Path path,
            BooleanSupplier comparing,
            Clock clock) {
        this.findings = findings;
        this.clock = clock;
        journal = new DriftJournal(new DriftFile(path), settings.policies(), clock);
        actions = new DriftActions(
                new DriftActions.Tools(
                        catalogue,
                        witnesses.ledger(),
                        findings,
                        means.readers(),
                        means.repairs(),
                        means.publisher(),
                        () -> comparing.getAsBoolean() && means.ready().getAsBoolean()),
                journal,
                new AdoptedEvents(catalogue, new EventGate(catalogue, clock)));
        Gaps gaps = new Gaps(journal, sweeps, clock);
        Path file = settings.sqlite();
        sqlite = file == null
                ? null
                : new SqliteWatch(
                        file,
                        catalogue,
                        new Lookout(witnesses, findings, sweeps, journal, pause),
                        journal,
                        gaps,
                        comparing,
                        clock,
                        pause);
        String uri = settings.supabase();
        supabase = uri == null || !witnesses.stores().containsKey(Backend.SUPABASE)
                ? null
                : new SupabaseWatch(
                        SupabaseDatabase.parse(uri),
                        catalogue,
                        settings,
                        new Lookout(witnesses, findings, sweeps, journal, pause),
                        journal,
                        gaps,
                        comparing,
                        clock,
                        pause);
    }

    /** What was found. */
    public DriftJournal journal() {
        return journal;
    }

    /** How the watch of each store stands. */
    public Map<Backend, WatchState> states() {
        Map<Backend, WatchState> states = new EnumMap<>(Backend.class);
        for (Backend store : Backend.values()) {
            states.put(store, new WatchState(Mode.OFF, "it is not to be watched", Instant.EPOCH));
        }
        if (sqlite != null) {
            states.put(Backend.SQLITE, sqlite.state());
        }
        if (supabase != null) {
            states.put(Backend.SUPABASE, supabase.state());
        }
        return states;
    }

    /** What became of a row last, where the policy is to do something about it. */
    public Optional<String> note(RowKey key) {
        return actions.note(key);
    }

    /** The slot's name, where Supabase is watched. */
    Optional<String> slot() {
        return Optional.ofNullable(supabase).map(SupabaseWatch::slot);
    }

    /** How much of its log Supabase holds back for the watch; empty when that is not known. */
    Optional<Long> retainedBytes() {
        return Optional.ofNullable(supabase).map(SupabaseWatch::held).map(ReplicationSlot.Held::retainedBytes);
    }

    /** What is to run, each on a thread of its own, by name. */
    public Map<String, Runnable> work() {
        Map<String, Runnable> work = new LinkedHashMap<>();
        work.put("drift", this::care);
        if (sqlite != null) {
            work.put("drift-sqlite", sqlite);
        }
        if (supabase != null) {
            work.put("drift-supabase", supabase);
        }
        return work;
    }

    /** Ends it. */
    public void stop() {
        pause.end();
        if (supabase != null) {
            supabase.stop();
        }
    }

    private void care() {
        while (!pause.over()) {
            journal.keepOnly(findings.openKeys());
            actions.round();
            Instant now = clock.instant();
            if (Duration.between(measured, now).compareTo(BETWEEN_MEASUREMENTS) >= 0) {
                measured = now;
                if (supabase != null) {
                    supabase.measure();
                }
                journal.save();
            }
            pause.await();
        }
        journal.save();
        actions.close();
    }
}
