package io.evenkeel.supabase;

import io.evenkeel.contract.change.BatchPlan;
import io.evenkeel.contract.change.BatchPlanner;
import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.change.ChangeSet;
import io.evenkeel.contract.change.Replay;
import io.evenkeel.contract.change.RowWrite;
import io.evenkeel.contract.change.Verdict;
import io.evenkeel.contract.store.ApplyResult;
import io.evenkeel.contract.store.ChangeBatch;
import io.evenkeel.contract.store.Refusal;
import io.evenkeel.contract.store.RefusalSink;
import io.evenkeel.contract.store.ReplayResult;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.store.StoreWriter;
import io.evenkeel.contract.value.RowKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Applies batches. Invariant: positions, rows, tombstones and the refusals' receipt stand or fall together.
 *
 * <p>A part of a batch that Postgres refuses is rolled back to its savepoint and tried again in halves, until the change
 * set at fault stands alone and is refused by itself. A part that takes longer than a statement may is tried again in
 * smaller ones, and so is what follows. While rows keep being new, they are inserted without being looked up ({@link
 * Novelty}).
 */
final class SupabaseStoreWriter implements StoreWriter {
    private final WriterConnection connection;
    private final CatalogueSql sql;
    private final BatchPlanner planner;
    private final WriterPositions positions;
    private final PartSize size = new PartSize();
    private final Novelty novelty = new Novelty();
    private final SchemaCheck schema;
    private final ReplayTransaction replays;

    SupabaseStoreWriter(WriterConnection connection, CatalogueSql sql, WriterPositions positions, SchemaCheck schema) {
        this.connection = connection;
        this.sql = sql;
        this.planner = new BatchPlanner(sql.catalogue());
        this.positions = positions;
        this.schema = schema;
        this.replays = new ReplayTransaction(sql, positions);
    }

    @Override
    public void prepare() {
        connection.transaction(session -> {
            schema.verify(session);
            return true;
        });
    }

    @Override
    public Map<Integer, StorePosition> positions() {
        return connection.transaction(positions::read);
    }

    @Override
    public ApplyResult apply(ChangeBatch batch, RefusalSink refusals) {
        return connection.transaction(session -> {
            positions.move(session, batch);
            // By itself: if it failed together with what comes next, nobody would know whether this writer is fenced.
            session.flush();
            Outcome outcome = new Outcome();
            apply(session, batch.records(), outcome);
            session.flush();
            if (!outcome.refusals.isEmpty()) {
                refusals.accept(List.copyOf(outcome.refusals));
            }
            return new ApplyResult(outcome.put, outcome.removed, outcome.skipped, outcome.refusals.size());
        });
    }

    @Override
    public ReplayResult replay(Replay replay, long offset) {
        return connection.transaction(session -> replays.run(session, replay, offset));
    }

    private void apply(WriteSession session, List<ChangeBatch.Consumed> records, Outcome outcome) {
        Deque<List<ChangeBatch.Consumed>> left = new ArrayDeque<>();
        left.push(records);
        while (!left.isEmpty()) {
            List<ChangeBatch.Consumed> all = left.pop();
            int fitting = fitting(all);
            List<ChangeBatch.Consumed> part = all.subList(0, fitting);
            if (fitting < all.size()) {
                left.push(all.subList(fitting, all.size()));
            }
            Set<RowKey> presumedNew = novelty.presumed(changeSets(part));
            try {
                applyPart(session, part, presumedNew, outcome);
                size.fits();
            } catch (RowRefusedException refused) {
                rollBack(session);
                if (!presumedNew.isEmpty()) {
                    novelty.contradicted();
                    left.push(part);
                } else if (part.size() == 1) {
                    outcome.refuse(part.getFirst(), refused);
                } else {
                    left.push(part.subList(part.size() / 2, part.size()));
                    left.push(part.subList(0, part.size() / 2));
                }
            } catch (TooSlowException tooSlow) {
                if (!size.halve(rows(part))) {
                    throw tooSlow;
                }
                rollBack(session);
                left.push(part);
            }
        }
    }

    private void applyPart(
            WriteSession session, List<ChangeBatch.Consumed> part, Set<RowKey> presumedNew, Outcome outcome) {
        if (part.isEmpty()) {
            return;
        }
        session.add("SAVEPOINT part");
        StoredRows stored = new StoredRows(session, sql, presumedNew);
        List<ChangeSet> changeSets = changeSets(part);
        BatchPlan plan = planner.plan(changeSets, stored);
        new WriteCommands(sql, stored, session, size.rows()).add(plan.writes());
        session.add("RELEASE SAVEPOINT part");
        session.flush();
        if (presumedNew.isEmpty()) {
            novelty.lookedUp(changeSets, stored.known());
        }
        outcome.count(part, plan);
    }

    private static List<ChangeSet> changeSets(List<ChangeBatch.Consumed> part) {
        return part.stream().map(ChangeBatch.Consumed::changeSet).toList();
    }

    private static void rollBack(WriteSession session) {
        session.forget();
        session.add("ROLLBACK TO SAVEPOINT part");
        session.add("RELEASE SAVEPOINT part");
    }

    /** How many change sets come first with no more rows than a part takes; at least one. */
    private int fitting(List<ChangeBatch.Consumed> records) {
        int rows = 0;
        for (int i = 0; i < records.size(); i++) {
            rows += rows(records.get(i).changeSet());
            if (rows > size.rows()) {
                return Math.max(1, i);
            }
        }
        return records.size();
    }

    private static int rows(List<ChangeBatch.Consumed> part) {
        return part.stream().mapToInt(consumed -> rows(consumed.changeSet())).sum();
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

    /** What the parts of a batch have come to. */
    private static final class Outcome {
        private final List<Refusal> refusals = new ArrayList<>();
        private int put;
        private int removed;
        private int skipped;

        void count(List<ChangeBatch.Consumed> part, BatchPlan plan) {
            for (int i = 0; i < part.size(); i++) {
                switch (plan.verdicts().get(i)) {
                    case Verdict.Applied ignored -> {}
                    case Verdict.Skipped ignored -> skipped++;
                    case Verdict.Refused refused -> refusals.add(new Refusal(part.get(i), refused));
                }
            }
            for (RowWrite write : plan.writes()) {
                switch (write) {
                    case RowWrite.Put ignored -> put++;
                    case RowWrite.Remove ignored -> removed++;
                    case RowWrite.Raise ignored -> {}
                }
            }
        }

        void refuse(ChangeBatch.Consumed consumed, RowRefusedException cause) {
            refusals.add(new Refusal(consumed, ReplayTransaction.refused(cause)));
        }
    }
}
