package io.evenkeel.parity.history;

import static io.evenkeel.parity.history.JournalFile.number;
import static io.evenkeel.parity.history.JournalFile.update;

import io.evenkeel.contract.value.RowKey;
import io.evenkeel.parity.finding.Mismatch;
import io.evenkeel.parity.finding.Sightings;
import io.evenkeel.parity.history.Sighting.Closed;
import io.evenkeel.parity.repair.RepairListener;
import io.evenkeel.parity.repair.Repaired;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What is to be recorded, in a file beside the ledger, until Supabase has it; and the mismatches that are open, with the
 * time at which each was seen first, so that a ledger that is begun again does not forget it. A file that cannot be
 * written stops nothing: {@link #failure} says why, and {@link #reconcile} catches up. Thread-safe.
 */
public final class Journal implements Sightings, RepairListener, AutoCloseable {
    /** What is waiting beyond that is dropped, the oldest first. */
    static final int MOST_WAITING = 100_000;

    private static final Logger LOG = Logger.getLogger(Journal.class);
    private static final long TOUCH_MILLIS = 60_000;
    private static final long TOUCHES_PER_SECOND = 100;

    /** A repair that has just ended may still have to be written into a mismatch that is over. */
    private static final Duration KEPT = Duration.ofMinutes(10);

    private final Path path;
    private final long epoch;
    private final Clock clock;
    private @Nullable JournalFile file;
    private boolean behind;
    private boolean closed;
    private long touch = TOUCH_MILLIS;
    private volatile @Nullable String failure;
    private volatile long dropped;

    /**
     * The journal in that file, which is opened when it is needed first.
     *
     * @param epoch the log's; mismatches of another are over
     */
    public Journal(Path path, long epoch, Clock clock) {
        this.path = path;
        this.epoch = epoch;
        this.clock = clock;
    }

    /** What is to be done in the file. */
    @FunctionalInterface
    private interface Work<T> {
        T on(JournalFile opened) throws SQLException;
    }

    /** The log's epoch. */
    public long epoch() {
        return epoch;
    }

    /** Why nothing can be written down; empty when it can. */
    Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    /** How much was dropped, because too much was waiting, or Supabase would not have it. */
    long dropped() {
        return dropped;
    }

    /** The mismatches of this log that were open when the file was written last, the oldest first. */
    public List<Mismatch> open() {
        return attempt(List.of(), opened -> opened.transaction(connection -> SightingTable.open(connection, epoch)));
    }

    /** Takes what is open from those who know: at the start, and after the file could not be written. */
    public void reconcile(Collection<Mismatch> open) {
        long now = clock.instant().toEpochMilli();
        attempt(
                false,
                opened -> opened.transaction(connection -> {
                    update(
                            connection,
                            "update sighting set closed_at = ?, closed_how = ?, version = version + 1"
                                    + " where closed_at is null and epoch <> ?",
                            now,
                            Closed.LOG_REPLACED.label(),
                            epoch);
                    Set<Mismatch.Identity> known = new HashSet<>();
                    open.forEach(one -> known.add(one.identity()));
                    List<Mismatch> gone = SightingTable.open(connection, epoch).stream()
                            .filter(one -> !known.contains(one.identity()))
                            .toList();
                    SightingTable.close(connection, gone, Closed.EQUAL, now);
                    SightingTable.find(connection, open, epoch, now, touch);
                    behind = false;
                    return true;
                }));
    }

    /** Whether something was not written down, so that {@link #reconcile} is needed. */
    synchronized boolean isBehind() {
        return behind;
    }

    @Override
    public void looked(List<Mismatch> found, List<Mismatch> gone) {
        long now = clock.instant().toEpochMilli();
        attempt(
                false,
                opened -> opened.transaction(connection -> {
                    Set<RowKey> differing = new HashSet<>();
                    found.forEach(one -> differing.add(one.key()));
                    for (Mismatch one : gone) {
                        Closed how = differing.contains(one.key()) ? Closed.OTHERWISE : Closed.EQUAL;
                        SightingTable.close(connection, List.of(one), how, now);
                    }
                    SightingTable.find(connection, found, epoch, now, touch);
                    return true;
                }));
    }

    @Override
    public void repaired(Instant begun, Instant at, String by, Collection<Repaired> results) {
        attempt(
                false,
                opened -> opened.transaction(connection -> {
                    for (Repaired result : results) {
                        if (result.store() != null) {
                            DocumentTable.put(connection, UUID.randomUUID(), RepairRecorded.of(at, by, result));
                            if (result.outcome() == Repaired.Outcome.REPAIRED) {
                                SightingTable.repaired(connection, result.key(), begun.toEpochMilli());
                            }
                        }
                    }
                    return true;
                }));
    }

    /** Writes down how a run stands, instead of how it stood before. */
    void run(RunRecorded run) {
        attempt(
                false,
                opened -> opened.transaction(connection -> {
                    DocumentTable.put(connection, run.id(), run);
                    return true;
                }));
    }

    /** What is to be recorded next, the oldest first, at most so many of each kind. */
    Waiting next(int limit) {
        return attempt(
                Waiting.NOTHING,
                opened -> opened.transaction(connection -> new Waiting(
                        SightingTable.waiting(connection, limit), DocumentTable.waiting(connection, limit))));
    }

    /** That is recorded, unless it has changed meanwhile. */
    void recorded(Waiting done) {
        long old = clock.instant().minus(KEPT).toEpochMilli();
        attempt(
                false,
                opened -> opened.transaction(connection -> {
                    // Where very much is open, last sights are recorded less often.
                    touch = Math.max(TOUCH_MILLIS, SightingTable.count(connection) * 1_000 / TOUCHES_PER_SECOND);
                    SightingTable.recorded(connection, done.sightings(), old);
                    DocumentTable.recorded(connection, done.documents());
                    return true;
                }));
    }

    /** That will never be recorded. */
    void drop(Waiting refused) {
        recorded(refused);
        dropped += refused.size();
    }

    /** How much is to be recorded. */
    long waiting() {
        return attempt(
                0L,
                opened -> opened.transaction(
                        connection -> number(connection, "select count(*) from sighting where version > recorded")
                                + number(connection, "select count(*) from document")));
    }

    /** Drops what waits beyond {@link #MOST_WAITING}, the oldest first; open mismatches never. */
    void trim() {
        int less = attempt(
                0,
                opened -> opened.transaction(connection ->
                        SightingTable.trim(connection, MOST_WAITING) + DocumentTable.trim(connection, MOST_WAITING)));
        if (less > 0) {
            dropped += less;
            LOG.warnf("%d records of parity are dropped: more than %d wait for Supabase", less, MOST_WAITING);
        }
    }

    /** Whether the mismatches that Supabase has as open were taken over since this file was begun. */
    boolean isRestored() {
        return attempt(
                false,
                opened -> opened.transaction(connection -> number(
                                connection,
                                "select count(*) from fact where name = 'restored' and value = ?",
                                Long.toString(epoch))
                        == 1));
    }

    /** Takes over mismatches that an earlier checker has recorded as open, with their ids and first sights. */
    void restore(List<Sighting> recorded) {
        attempt(
                false,
                opened -> opened.transaction(connection -> {
                    SightingTable.adopt(connection, recorded);
                    return true;
                }));
    }

    /** Nothing is to be taken over any more. */
    void restored() {
        attempt(
                false,
                opened -> opened.transaction(connection -> {
                    update(connection, "insert or replace into fact values ('restored', ?)", Long.toString(epoch));
                    return true;
                }));
    }

    /** Nothing is written down any more. */
    @Override
    public synchronized void close() {
        closed = true;
        if (file != null) {
            try {
                file.close();
            } catch (SQLException failed) {
                LOG.warnf("%s did not close cleanly: %s", path, failed.getMessage());
            }
            file = null;
        }
    }

    private synchronized <T> T attempt(T otherwise, Work<T> work) {
        if (closed) {
            return otherwise;
        }
        try {
            JournalFile opened = file;
            if (opened == null) {
                opened = JournalFile.open(path);
                file = opened;
            }
            T result = work.on(opened);
            failure = null;
            return result;
        } catch (SQLException failed) {
            if (failure == null) {
                LOG.errorf(
                        "%s cannot be used, so runs, mismatches and repairs are not recorded; verification goes on: %s",
                        path, failed.getMessage());
            }
            failure = path + ": " + failed.getMessage();
            behind = true;
            return otherwise;
        }
    }
}
