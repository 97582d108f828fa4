package io.evenkeel.parity.repair;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.Snapshot;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.kit.writer.RepairAnswer;
import io.evenkeel.kit.writer.RepairAnswer.RepairedRow;
import io.evenkeel.kit.writer.RepairRequest;
import io.evenkeel.kit.writer.RepairRequest.LoggedRow;
import io.evenkeel.parity.finding.Findings;
import io.evenkeel.parity.finding.Inspector.Inspection;
import io.evenkeel.parity.finding.Mismatch;
import io.evenkeel.parity.finding.Witnesses;
import io.evenkeel.parity.ledger.LedgerEntry;
import io.evenkeel.parity.ledger.Pause;
import io.evenkeel.parity.letter.Letters;
import io.evenkeel.parity.letter.OpenLetter;
import io.evenkeel.parity.letter.Writers;
import io.evenkeel.parity.letter.Writers.Answer;
import io.evenkeel.parity.repair.Repaired.Action;
import io.evenkeel.parity.repair.Repaired.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Repairs a few rows: looks at them, has the writers write those that differ, and looks again, until each is as the log has
 * it or it is known why not. For one thread, once.
 */
final class RepairRun {
    private static final int TRIES = 3;

    private final Witnesses witnesses;
    private final Findings findings;
    private final Letters letters;
    private final Writers writers;
    private final Pause pause;
    private final Map<RowKey, RowUnderRepair> rows = new LinkedHashMap<>();
    private final long deadline;

    /**
     * A run.
     *
     * @param pause between two looks at rows for which it is too early
     * @param patience how long those are waited for
     */
    RepairRun(
            Witnesses witnesses,
            Findings findings,
            Letters letters,
            Writers writers,
            Pause pause,
            Duration patience,
            Collection<RowKey> keys) {
        this.witnesses = witnesses;
        this.findings = findings;
        this.letters = letters;
        this.writers = writers;
        this.pause = pause;
        this.deadline = System.nanoTime() + patience.toNanos();
        keys.forEach(this::add);
    }

    /**
     * Repairs, or with {@code dryRun} only says what it would do. What fails on the way ends it; {@link #giveUp} then says
     * so of the rows that were not finished.
     *
     * @throws io.evenkeel.contract.store.StoreUnavailableException when a store cannot be read
     */
    void repair(boolean dryRun) throws InterruptedException {
        while (true) {
            List<RowUnderRepair> open =
                    rows.values().stream().filter(RowUnderRepair::isOpen).toList();
            if (open.isEmpty()) {
                return;
            }
            boolean over = pause.over() || System.nanoTime() > deadline;
            // What got on is looked at once more in any case; no row is written without end.
            if (round(open, dryRun)) {
                continue;
            }
            if (over) {
                giveUp("not-now", "the log changes it faster than the stores follow; ask again");
            } else {
                pause.await();
            }
        }
    }

    /** Says of all that is not finished that it failed. */
    void giveUp(String code, String why) {
        rows.values().stream().filter(RowUnderRepair::isOpen).forEach(row -> row.giveUp(code, why));
    }

    List<Repaired> results() {
        return rows.values().stream().flatMap(row -> row.results().stream()).toList();
    }

    private RowUnderRepair add(RowKey key) {
        return rows.computeIfAbsent(key, RowUnderRepair::new);
    }

    /** @return whether it got on */
    private boolean round(List<RowUnderRepair> open, boolean dryRun) throws InterruptedException {
        List<RowKey> keys = open.stream().map(RowUnderRepair::key).toList();
        long mark = findings.mark();
        Inspection inspection = witnesses.inspector().inspect(keys);
        findings.record(mark, inspection.judged(), inspection.mismatches(), Map.of());
        Map<RowKey, Set<Backend>> differing = new HashMap<>();
        for (Mismatch mismatch : inspection.mismatches()) {
            differing
                    .computeIfAbsent(mismatch.key(), ignored -> EnumSet.noneOf(Backend.class))
                    .addAll(mismatch.stores());
        }
        Snapshot<Map<RowKey, LedgerEntry>> entries = witnesses.ledger().find(keys);
        Map<Backend, List<LoggedRow>> wanted = new EnumMap<>(Backend.class);
        boolean gotOn = false;
        for (RowUnderRepair row : open) {
            LedgerEntry entry = entries.value().get(row.key());
            Set<Backend> stores = differing.getOrDefault(row.key(), Set.of());
            for (Backend store : stores) {
                if (row.isOpen(store) && decide(row, store, entry, dryRun)) {
                    wanted.computeIfAbsent(store, ignored -> new ArrayList<>()).add(logged(row.key(), entry));
                }
            }
            if (inspection.judged().contains(row.key()) && stores.stream().noneMatch(row::isOpen)) {
                row.endEqual();
                gotOn = true;
            }
        }
        for (Map.Entry<Backend, List<LoggedRow>> some : wanted.entrySet()) {
            gotOn |= send(some.getKey(), some.getValue(), entries.positions());
        }
        return gotOn;
    }

    /** @return whether the writer is to be asked; else it has ended there */
    private boolean decide(RowUnderRepair row, Backend store, @Nullable LedgerEntry entry, boolean dryRun) {
        row.differs(store, entry == null || entry.deleted() ? Action.REMOVE : Action.PUT);
        Optional<OpenLetter> letter = entry == null
                ? Optional.empty()
                : letters.find(store, entry.position().partition(), entry.changesOffset());
        if (letter.isPresent()) {
            row.end(store, Outcome.REFUSED, "dead-letter", told(letter.get()));
        } else if (dryRun) {
            row.end(store, Outcome.PLANNED, null, null);
        } else if (row.written(store) == TRIES) {
            row.end(
                    store,
                    Outcome.DIFFERENT,
                    "still-different",
                    "it was written " + TRIES + " times and differs still; look for a trigger, or for somebody else who"
                            + " writes it");
        }
        return row.isOpen(store);
    }

    private static String told(OpenLetter open) {
        return open.letter().store() + " refused this version of the row ("
                + open.letter().code() + ": "
                + open.letter().message() + "); once it takes it: ./evenkeel dead-letters replay "
                + open.letter().key();
    }

    private static LoggedRow logged(RowKey key, @Nullable LedgerEntry entry) {
        return entry == null
                ? new LoggedRow(key, false, null, null, null)
                : new LoggedRow(
                        key, entry.deleted(), entry.position().toString(), entry.sequence(), entry.changesOffset());
    }

    private boolean send(Backend store, List<LoggedRow> wanted, Map<Integer, StorePosition> ledger) {
        List<String> asOf = ledger.values().stream()
                .map(StorePosition::applied)
                .map(Position::toString)
                .toList();
        Answer<RepairAnswer> answer = writers.repair(store, new RepairRequest(wanted, asOf));
        switch (answer) {
            case Answer.Done<RepairAnswer>(RepairAnswer done) -> {
                boolean gotOn = false;
                for (RepairedRow row : done.rows()) {
                    gotOn |= take(store, row);
                }
                return gotOn;
            }
            case Answer.Refused<RepairAnswer> refused -> end(store, wanted, refused.code(), refused.message());
            case Answer.NotNow<RepairAnswer> notNow -> end(store, wanted, "not-now", notNow.reason());
            case Answer.Unavailable<RepairAnswer> unavailable ->
                end(store, wanted, "unavailable", unavailable.reason());
        }
        return true;
    }

    private void end(Backend store, List<LoggedRow> wanted, String code, String why) {
        wanted.forEach(row -> add(row.key()).end(store, Outcome.FAILED, code, why));
    }

    private boolean take(Backend store, RepairedRow answered) {
        RowUnderRepair row = add(answered.key());
        String message = answered.message() == null ? "the writer does not say why" : answered.message();
        switch (answered.outcome()) {
            case RepairAnswer.WRITTEN -> row.wrote(store);
            case RepairAnswer.REFUSED -> row.end(store, Outcome.REFUSED, answered.code(), message);
            default -> {
                row.waits(store, message);
                return before(store, row, message, answered.first());
            }
        }
        return true;
    }

    /** Takes the rows along that have to be right before, and ends the row where they cannot be. */
    private boolean before(Backend store, RowUnderRepair row, String message, List<RowKey> first) {
        boolean isNew = false;
        for (RowKey key : first) {
            isNew |= !rows.containsKey(key);
            Optional<Repaired> other = add(key).result(store);
            if (other.isPresent() && !other.get().isRight()) {
                row.end(
                        store,
                        Outcome.REFUSED,
                        "other-row-first",
                        message + "; and that is " + other.get().outcome().label() + ": "
                                + other.get().message());
                return true;
            }
        }
        return isNew;
    }
}
