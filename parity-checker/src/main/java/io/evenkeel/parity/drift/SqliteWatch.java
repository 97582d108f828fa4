package io.evenkeel.parity.drift;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.StoreUnavailableException;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.parity.drift.WatchState.Mode;
import io.evenkeel.parity.ledger.LedgerUnavailableException;
import io.evenkeel.parity.ledger.Pause;
import io.evenkeel.sqlite.DriftNotes;
import io.evenkeel.sqlite.DriftNotes.Note;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Watches SQLite by the notes that its tables leave of changes which are not the writer's, on a thread of its own. */
final class SqliteWatch implements Runnable {
    private static final Logger LOG = Logger.getLogger(SqliteWatch.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    private static final int NOTES = 1_000;

    private final DriftNotes notes;
    private final Lookout lookout;
    private final DriftJournal journal;
    private final Gaps gaps;
    private final BooleanSupplier comparing;
    private final Clock clock;
    private final Pause pause;
    private boolean checked;
    private volatile WatchState state;

    SqliteWatch(
            Path file,
            Catalogue catalogue,
            Lookout lookout,
            DriftJournal journal,
            Gaps gaps,
            BooleanSupplier comparing,
            Clock clock,
            Pause pause) {
        this.notes = new DriftNotes(file, catalogue);
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

    @Override
    public void run() {
        try (notes) {
            while (!pause.over()) {
                if (!comparing.getAsBoolean()) {
                    become(Mode.OFF, "the stores are not compared now");
                    pause.await(AFTER_FAILURE);
                    continue;
                }
                try {
                    look();
                } catch (StoreUnavailableException | LedgerUnavailableException | KafkaException failed) {
                    checked = false;
                    become(Mode.RETRYING, String.valueOf(failed.getMessage()));
                    pause.await(AFTER_FAILURE);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() throws InterruptedException {
        if (!checked) {
            if (!notes.complete()) {
                become(Mode.SWEEP_ONLY, "the file's tables leave no notes; start the sqlite-writer, which prepares it");
                pause.await(AFTER_FAILURE);
                return;
            }
            begin();
            checked = true;
        }
        become(Mode.WATCHING, null);
        List<Note> found = notes.after(reached(), NOTES);
        if (found.isEmpty()) {
            pause.await(BETWEEN_LOOKS);
            return;
        }
        if (found.getFirst().number() > reached() + 1) {
            missed(found.getFirst().number(), "more rows were changed than notes are kept");
        }
        Map<RowKey, Sighting> suspects = new LinkedHashMap<>();
        for (Note note : found) {
            suspects.put(
                    note.key(),
                    new Sighting(Backend.SQLITE, note.operation(), Long.toString(note.number()), note.at()));
        }
        lookout.suspected(suspects);
        if (!pause.over()) {
            journal.reached(Backend.SQLITE, Long.toString(found.getLast().number()));
        }
    }

    /** A file that was made anew counts from the beginning again. */
    private void begin() {
        if (notes.range().last() < reached()) {
            missed(1, "the file was replaced");
            journal.reached(Backend.SQLITE, "0");
        }
    }

    private long reached() {
        String place = journal.reached(Backend.SQLITE);
        return place == null ? 0 : Long.parseLong(place);
    }

    private void missed(long next, String why) {
        gaps.missed(Backend.SQLITE, Long.toString(reached()), Long.toString(next), why);
    }

    private void become(Mode mode, @Nullable String reason) {
        WatchState before = state;
        if (before.mode() == mode && Objects.equals(before.reason(), reason)) {
            return;
        }
        state = new WatchState(mode, reason, clock.instant());
        if (mode == Mode.WATCHING || mode == Mode.OFF) {
            LOG.infof("SQLite is %s", mode == Mode.WATCHING ? "watched" : "not watched: " + reason);
        } else {
            LOG.warnf("SQLite is not watched, only sweeps find drift there: %s", reason);
        }
    }
}
