package io.evenkeel.supabase;

import io.evenkeel.contract.change.BatchPlan;
import io.evenkeel.contract.change.BatchPlanner;
import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.change.ChangeSet;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.change.RowWrite;
import io.evenkeel.contract.change.Verdict;
import io.evenkeel.contract.store.ChangeBatch.Consumed;
import io.evenkeel.contract.value.RowKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Applies one batch within its transaction, part by part.
 *
 * <p>A part that Postgres refuses is rolled back to its savepoint and cut: the change sets whose rows {@link RefusedRows}
 * finds at fault stand alone, behind what names other keys; what the search has written stays where it is all the rest.
 * While parts hold such rows ({@link RefusalShare}), the next is searched at once. Only a change set that is refused when it
 * stands alone becomes a refusal, so it never matters how the cut was chosen, and halves do where nothing is found. The order
 * of a root's change sets stays as it is.
 *
 * <p>A part that takes longer than a statement may is tried again in smaller ones, and so is what follows. While rows keep
 * being new, they are inserted without being looked up ({@link Novelty}); what is then refused is looked up before it is
 * tried alone, for it may be there in a later version, and nothing is to be written.
 */
final class BatchParts {
    private final WriteSession session;
    private final CatalogueSql sql;
    private final BatchPlanner planner;
    private final PartSize size;
    private final Novelty novelty;
    private final RowCopies copies;
    private final RefusalShare refusals;
    private final BatchOutcome outcome = new BatchOutcome();
    private final Deque<Part> left = new ArrayDeque<>();

    BatchParts(
            WriteSession session,
            CatalogueSql sql,
            PartSize size,
            Novelty novelty,
            RowCopies copies,
            RefusalShare refusals) {
        this.session = session;
        this.sql = sql;
        this.planner = new BatchPlanner(sql.catalogue());
        this.size = size;
        this.novelty = novelty;
        this.copies = copies;
        this.refusals = refusals;
    }

    /**
     * Change sets that are applied together.
     *
     * @param records in the log's order, of each root
     * @param stored what is known of their rows; null before the first try
     * @param kind what is known of them
     */
    private record Part(List<Consumed> records, @Nullable StoredRows stored, Kind kind) {
        List<ChangeSet> changeSets() {
            return records.stream().map(Consumed::changeSet).toList();
        }

        int rows() {
            return records.stream()
                    .mapToInt(consumed -> BatchParts.rows(consumed.changeSet()))
                    .sum();
        }
    }

    private enum Kind {
        UNKNOWN,
        /** Those at fault have been taken out. */
        OTHERS,
        /** Rows of each were refused or suspected among others. */
        SUSPECTS
    }

    /**
     * Applies the change sets; some of it may still be queued.
     *
     * @throws TooSlowException when a statement of one row takes too long
     */
    BatchOutcome apply(List<Consumed> records) {
        push(records, null, Kind.UNKNOWN);
        while (!left.isEmpty()) {
            Part part = next();
            try {
                apply(part);
                size.fits();
            } catch (TooSlowException tooSlow) {
                if (!size.halve(part.rows())) {
                    throw tooSlow;
                }
                rollBack();
                push(part.records(), null, part.kind());
            }
        }
        return outcome;
    }

    private void apply(Part part) {
        List<ChangeSet> changeSets = part.changeSets();
        StoredRows before = part.stored();
        StoredRows stored = before == null ? new StoredRows(session, sql, novelty.presumed(changeSets)) : before;
        session.add("SAVEPOINT part");
        limit(stored);
        session.hold();
        @Nullable BatchPlan plan = null;
        try {
            plan = planner.plan(changeSets, stored);
            if (before == null && !stored.presumes()) {
                stored.presumeNew(novelty.lookedUp(changeSets, stored.known()));
                limit(stored);
            }
            if (part.kind() != Kind.OTHERS && changeSets.size() > 1 && expectsRefusals(part)) {
                search(part, stored, plan);
                return;
            }
            copies.write(session, stored, plan.writes(), size.rows());
            session.flush();
        } catch (RowRefusedException refused) {
            session.forget();
            session.add("ROLLBACK TO SAVEPOINT part");
            cut(part, stored, plan, refused);
            return;
        }
        release(stored);
        wrote(part, stored, plan);
    }

    /** Until {@link #release} or the rollback to the savepoint. */
    private void limit(StoredRows stored) {
        if (stored.presumes()) {
            session.add(StatementTimeout.SHORTENED);
        }
    }

    private void release(StoredRows stored) {
        session.add("RELEASE SAVEPOINT part");
        if (stored.presumes()) {
            session.add(StatementTimeout.RESTORED);
        }
    }

    private boolean expectsRefusals(Part part) {
        return part.kind() == Kind.SUSPECTS || refusals.isExpected();
    }

    private void wrote(Part part, StoredRows stored, BatchPlan plan) {
        stored.wrote(plan.writes());
        outcome.count(part.records(), plan);
    }

    /** @param plan null when the rows could not even be looked up */
    private void cut(Part part, StoredRows stored, @Nullable BatchPlan plan, RowRefusedException refused) {
        List<Consumed> records = part.records();
        if (stored.presumes() && (plan == null || RefusedRows.contradicts(refused))) {
            rollBack();
            novelty.contradicted();
            push(records, null, part.kind());
        } else if (stored.presumes() && records.size() == 1) {
            lookUp(records);
        } else if (records.size() == 1) {
            rollBack();
            outcome.refuse(records.getFirst(), refused);
        } else if (plan == null || part.kind() == Kind.OTHERS) {
            rollBack();
            halve(records, plan == null ? null : stored);
        } else {
            search(part, stored, plan);
        }
    }

    /** Writes what can be written, and keeps it where it is all that there is to the others. */
    private void search(Part part, StoredRows stored, BatchPlan plan) {
        List<Consumed> records = part.records();
        boolean suspects = part.kind() == Kind.SUSPECTS;
        int together = suspects ? 1 : refusals.together();
        RefusedRows.Found found = new RefusedRows(sql, stored, session, size.rows(), together).find(plan.writes());
        if (!suspects && !plan.writes().isEmpty()) {
            refusals.found(plan.writes().size(), found.refused().size());
        }
        if (found.none()) {
            release(stored);
            wrote(part, stored, plan);
        } else if (found.wholly() && standsWithout(records, found.atFault().keySet(), plan)) {
            release(stored);
            keepOthers(part, found, stored, plan);
        } else if (stored.presumes()) {
            lookUp(records);
        } else {
            rollBack();
            if (found.atFault().isEmpty()) {
                halve(records, stored);
            } else {
                setApart(records, found.atFault().keySet(), stored);
            }
        }
    }

    private void lookUp(List<Consumed> records) {
        rollBack();
        push(records, new StoredRows(session, sql), Kind.UNKNOWN);
    }

    private void halve(List<Consumed> records, @Nullable StoredRows stored) {
        push(records.subList(records.size() / 2, records.size()), stored, Kind.UNKNOWN);
        push(records.subList(0, records.size() / 2), stored, Kind.UNKNOWN);
    }

    /** Whether the plan of the others alone would be the same, which it is where none of them names a key of those at fault. */
    private boolean standsWithout(List<Consumed> records, Set<Position> atFault, BatchPlan plan) {
        if (plan.writes().stream().anyMatch(RowWrite.Raise.class::isInstance)) {
            return false;
        }
        Set<RowKey> keys = new HashSet<>();
        Set<RowKey> ofSeveral = new HashSet<>();
        for (Consumed consumed : records) {
            for (RowKey key : consumed.changeSet().keys(sql.catalogue())) {
                if (!keys.add(key)) {
                    ofSeveral.add(key);
                }
            }
        }
        return records.stream()
                .map(Consumed::changeSet)
                .filter(changeSet -> atFault.contains(changeSet.position()))
                .noneMatch(changeSet -> !Collections.disjoint(changeSet.keys(sql.catalogue()), ofSeveral));
    }

    /** What the search has written is just what the others come to. A suspect of one row has failed alone in it. */
    private void keepOthers(Part part, RefusedRows.Found found, StoredRows stored, BatchPlan plan) {
        List<Consumed> records = part.records();
        List<Consumed> others = new ArrayList<>();
        List<Verdict> verdicts = new ArrayList<>();
        List<Consumed> suspects = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            Consumed consumed = records.get(i);
            RefusedRows.Fault fault = found.atFault().get(consumed.changeSet().position());
            if (fault == null) {
                others.add(consumed);
                verdicts.add(plan.verdicts().get(i));
            } else if (part.kind() != Kind.SUSPECTS || stored.presumes()) {
                suspects.add(consumed);
            } else if (fault.rows() == 1) {
                outcome.refuse(consumed, fault.cause());
            } else {
                push(List.of(consumed), stored, Kind.UNKNOWN);
            }
        }
        List<RowWrite> written = plan.writes().stream()
                .filter(write -> !found.refused().contains(write))
                .toList();
        stored.wrote(written);
        outcome.count(others, new BatchPlan(verdicts, written));
        push(suspects, stored.presumes() ? new StoredRows(session, sql) : stored, Kind.SUSPECTS);
    }

    /** What names a key of a change set at fault before it, or of one that does, comes after it; everything else comes first. */
    private void setApart(List<Consumed> records, Set<Position> atFault, StoredRows stored) {
        List<Consumed> others = new ArrayList<>();
        List<List<Consumed>> after = new ArrayList<>();
        Set<RowKey> keys = new HashSet<>();
        List<Consumed> between = new ArrayList<>();
        for (Consumed consumed : records) {
            ChangeSet changeSet = consumed.changeSet();
            Set<RowKey> named = changeSet.keys(sql.catalogue());
            if (atFault.contains(changeSet.position())) {
                keys.addAll(named);
                after.add(between);
                after.add(List.of(consumed));
                between = new ArrayList<>();
            } else if (!Collections.disjoint(named, keys)) {
                keys.addAll(named);
                between.add(consumed);
            } else {
                others.add(consumed);
            }
        }
        after.add(between);
        after.reversed().forEach(some -> push(some, stored, Kind.UNKNOWN));
        push(others, stored, Kind.OTHERS);
    }

    private void push(List<Consumed> records, @Nullable StoredRows stored, Kind kind) {
        if (!records.isEmpty()) {
            left.push(new Part(records, stored, kind));
        }
    }

    private void rollBack() {
        session.forget();
        session.add("ROLLBACK TO SAVEPOINT part");
        session.add("RELEASE SAVEPOINT part");
    }

    /** The next part with no more rows than one may have, or of one change set. */
    private Part next() {
        Part all = left.pop();
        List<Consumed> records = all.records();
        int rows = 0;
        int fitting = 0;
        while (fitting < records.size()) {
            rows += rows(records.get(fitting).changeSet());
            if (fitting > 0 && rows > size.rows()) {
                break;
            }
            fitting++;
        }
        push(records.subList(fitting, records.size()), all.stored(), all.kind());
        return new Part(records.subList(0, fitting), all.stored(), all.kind());
    }

    private static int rows(ChangeSet changeSet) {
        return changeSet.changes().stream()
                .mapToInt(change -> switch (change) {
                    case Change.Upsert ignored -> 1;
                    case Change.Delete ignored -> 1;
                    case Change.ReplaceChildren replace -> 1 + replace.rows().size();
                })
                .sum();
    }
}
