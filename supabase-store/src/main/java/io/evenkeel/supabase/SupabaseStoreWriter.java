package io.evenkeel.supabase;

import io.evenkeel.contract.change.BatchPlan;
import io.evenkeel.contract.change.BatchPlanner;
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
import io.vertx.mutiny.sqlclient.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Applies batches. Invariant: positions, rows, tombstones and the refusals' receipt stand or fall together.
 *
 * <p>A part of a batch that Postgres refuses is rolled back to its savepoint and tried again in halves, until the change
 * set at fault stands alone and is refused by itself.
 */
final class SupabaseStoreWriter implements StoreWriter {
    private final Pool pool;
    private final CatalogueSql sql;
    private final BatchPlanner planner;
    private final Positions positions;
    private final SchemaCheck schema;
    private final ReplayTransaction replays;

    SupabaseStoreWriter(Pool pool, CatalogueSql sql, Positions positions, SchemaCheck schema) {
        this.pool = pool;
        this.sql = sql;
        this.planner = new BatchPlanner(sql.catalogue());
        this.positions = positions;
        this.schema = schema;
        this.replays = new ReplayTransaction(sql, positions);
    }

    @Override
    public void prepare() {
        PgSession.read(pool, session -> {
            schema.verify(session);
            return true;
        });
    }

    @Override
    public Map<Integer, StorePosition> positions() {
        return PgSession.read(
                pool,
                session -> Positions.read(
                        session.pipeline(List.of(positions.select())).getFirst()));
    }

    @Override
    public ApplyResult apply(ChangeBatch batch, RefusalSink refusals) {
        return PgSession.write(pool, session -> {
            positions.move(session, batch);
            Outcome outcome = new Outcome();
            applyPart(session, batch.records(), outcome);
            if (!outcome.refusals.isEmpty()) {
                refusals.accept(List.copyOf(outcome.refusals));
            }
            return new ApplyResult(outcome.put, outcome.removed, outcome.skipped, outcome.refusals.size());
        });
    }

    @Override
    public ReplayResult replay(Replay replay, long offset) {
        return PgSession.write(pool, session -> replays.run(session, replay, offset));
    }

    private void applyPart(PgSession session, List<ChangeBatch.Consumed> part, Outcome outcome) {
        if (part.isEmpty()) {
            return;
        }
        session.execute("SAVEPOINT part");
        try {
            StoredRows stored = new StoredRows(session, sql);
            List<ChangeSet> changeSets =
                    part.stream().map(ChangeBatch.Consumed::changeSet).toList();
            BatchPlan plan = planner.plan(changeSets, stored);
            session.pipeline(new WriteCommands(sql, stored).of(plan.writes()));
            session.execute("RELEASE SAVEPOINT part");
            outcome.count(part, plan);
        } catch (RowRefusedException refused) {
            session.execute("ROLLBACK TO SAVEPOINT part; RELEASE SAVEPOINT part");
            if (part.size() == 1) {
                outcome.refuse(part.getFirst(), refused);
            } else {
                int half = part.size() / 2;
                applyPart(session, part.subList(0, half), outcome);
                applyPart(session, part.subList(half, part.size()), outcome);
            }
        }
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
