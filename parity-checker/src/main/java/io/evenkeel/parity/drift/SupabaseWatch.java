package io.evenkeel.parity.drift;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.parity.drift.WatchState.Mode;
import io.evenkeel.parity.ledger.Pause;
import io.evenkeel.supabase.SupabaseDatabase;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Watches Supabase by its write-ahead log, on a thread of its own. Whatever ends the reading, it begins again where the slot
 * stands, and says meanwhile why it does not watch.
 */
final class SupabaseWatch implements Runnable {
    private static final Logger LOG = Logger.getLogger(SupabaseWatch.class);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration WHILE_IMPOSSIBLE = Duration.ofSeconds(5);

    private final SupabaseDatabase database;
    private final Catalogue catalogue;
    private final DriftSettings settings;
    private final ReplicationSlot slot;
    private final Lookout lookout;
    private final DriftJournal journal;
    private final Gaps gaps;
    private final BooleanSupplier comparing;
    private final Clock clock;
    private final Pause pause;
    private Duration retry = FIRST_RETRY;
    private volatile @Nullable WalReader reader;
    private volatile WatchState state;
    private volatile ReplicationSlot.@Nullable Held held;

    SupabaseWatch(
            SupabaseDatabase database,
            Catalogue catalogue,
            DriftSettings settings,
            Lookout lookout,
            DriftJournal journal,
            Gaps gaps,
            BooleanSupplier comparing,
            Clock clock,
            Pause pause) {
        this.database = database;
        this.catalogue = catalogue;
        this.settings = settings;
        this.slot = new ReplicationSlot(
                database, catalogue, settings.slot() == null ? ReplicationSlot.nameFor(database) : settings.slot());
        this.lookout = lookout;
        this.journal = journal;
        this.gaps = gaps;
        this.comparing = comparing;
        this.clock = clock;
        this.pause = pause;
        this.state = new WatchState(Mode.RETRYING, "the watch begins", clock.instant());
    }

    /** How it stands. */
    WatchState state() {
        return state;
    }

    /** The slot's name. */
    String slot() {
        return slot.name();
    }

    /** How the slot stood when it was looked at last; null before that, and where there is none. */
    ReplicationSlot.@Nullable Held held() {
        return held;
    }

    /** Looks how the slot stands. */
    void measure() {
        try {
            held = slot.find() instanceof ReplicationSlot.Finding.Ready ready ? ready.held() : null;
        } catch (SQLException unreachable) {
            // What was measured last stays; the state says that the database does not answer.
            LOG.debugf("slot %s: %s", slot.name(), unreachable.getMessage());
        }
    }

    @Override
    public void run() {
        while (!pause.over()) {
            if (!comparing.getAsBoolean()) {
                become(Mode.OFF, "the stores are not compared now");
                pause.await(FIRST_RETRY);
                continue;
            }
            try {
                watch(slot.find());
            } catch (SQLException failed) {
                failed("Supabase: " + failed.getMessage());
            }
        }
    }

    /** Ends the run. */
    void stop() {
        pause.end();
        WalReader running = reader;
        if (running != null) {
            running.stop();
        }
    }

    private void watch(ReplicationSlot.Finding found) throws SQLException {
        switch (found) {
            case ReplicationSlot.Finding.Impossible impossible -> {
                become(Mode.SWEEP_ONLY, impossible.reason());
                pause.await(WHILE_IMPOSSIBLE);
            }
            case ReplicationSlot.Finding.Absent absent -> {
                String from = slot.create(false);
                String before = journal.reached(Backend.SUPABASE);
                if (before != null) {
                    gaps.missed(Backend.SUPABASE, before, from, "slot " + slot.name() + " was gone");
                }
                journal.reached(Backend.SUPABASE, from);
                read();
            }
            case ReplicationSlot.Finding.Ready ready
            when ready.held().lost() -> {
                String from = slot.create(true);
                gaps.missed(
                        Backend.SUPABASE,
                        ready.held().confirmed(),
                        from,
                        "slot " + slot.name() + " was lost: the server has removed what it had not read"
                                + " (max_slot_wal_keep_size)");
                journal.reached(Backend.SUPABASE, from);
                read();
            }
            case ReplicationSlot.Finding.Ready ready
            when ready.held().active() ->
                failed("somebody else reads slot " + slot.name() + "; one parity-checker watches at a time");
            case ReplicationSlot.Finding.Ready ready -> read();
        }
    }

    private void read() {
        WalReader reading =
                new WalReader(database, catalogue, slot.name(), settings.heartbeat(), this::take, this::begun);
        reader = reading;
        // Whoever stops this watch after that sees the reader, and before that the loop's end.
        if (pause.over()) {
            return;
        }
        Optional<Throwable> failure = reading.read();
        reader = null;
        if (!pause.over()) {
            failed(failure.map(SupabaseWatch::reason).orElse("the reading of Postgres' log has ended by itself"));
        }
    }

    private void begun() {
        become(Mode.WATCHING, null);
    }

    private void take(List<WalRecords.Change> changes) throws InterruptedException {
        retry = FIRST_RETRY;
        if (changes.isEmpty()) {
            return;
        }
        List<RowChange> rows = new ArrayList<>();
        String place = "";
        for (WalRecords.Change change : changes) {
            switch (change) {
                case WalRecords.Change.OfRow row -> {
                    rows.add(row.change());
                    place = row.change().sighting().place();
                }
                case WalRecords.Change.Truncated table -> {
                    place = table.sighting().place();
                    if (comparing.getAsBoolean()) {
                        lookout.truncated(table.entity().name(), table.sighting());
                    }
                }
            }
        }
        if (comparing.getAsBoolean()) {
            lookout.changed(rows);
        }
        journal.reached(Backend.SUPABASE, place);
    }

    private void failed(String why) {
        become(Mode.RETRYING, why);
        pause.await(retry);
        Duration next = retry.multipliedBy(2);
        retry = next.compareTo(settings.longestRetry()) > 0 ? settings.longestRetry() : next;
    }

    private void become(Mode mode, @Nullable String reason) {
        WatchState before = state;
        if (before.mode() == mode && Objects.equals(before.reason(), reason)) {
            return;
        }
        state = new WatchState(mode, reason, clock.instant());
        switch (mode) {
            case WATCHING -> LOG.infof("Supabase is watched by slot %s", slot.name());
            case RETRYING -> LOG.warnf("Supabase is not watched, trying again: %s", reason);
            case SWEEP_ONLY -> LOG.warnf("only sweeps find drift in Supabase: %s", reason);
            case OFF -> LOG.infof("Supabase is not watched: %s", reason);
        }
    }

    /** What lies at the bottom of it; Debezium wraps it several times. */
    private static String reason(Throwable failure) {
        Throwable bottom = failure;
        while (bottom.getCause() != null && bottom.getCause() != bottom) {
            bottom = bottom.getCause();
        }
        return String.valueOf(bottom.getMessage() == null ? bottom : bottom.getMessage());
    }
}
