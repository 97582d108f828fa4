package io.evenkeel.supabase;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.change.Replay;
import io.evenkeel.contract.change.ReplayPlan;
import io.evenkeel.contract.change.ReplayPlanner;
import io.evenkeel.contract.change.RowWrite;
import io.evenkeel.contract.change.Verdict;
import io.evenkeel.contract.store.ReplayResult;
import java.util.List;
import java.util.Optional;

/** Replays one change set within a transaction that holds its partition's position, which every writer needs first. */
final class ReplayTransaction {
    private final CatalogueSql sql;
    private final WriterPositions positions;
    private final ReplayPlanner planner;

    ReplayTransaction(CatalogueSql sql, WriterPositions positions) {
        this.sql = sql;
        this.positions = positions;
        this.planner = new ReplayPlanner(sql.catalogue());
    }

    ReplayResult run(WriteSession session, Replay replay, long offset) {
        Position position = replay.changeSet().position();
        Optional<ReplayResult> early =
                ReplayResult.unlessPassed(positions.lock(session, position.partition()), position, offset);
        if (early.isPresent()) {
            return early.get();
        }
        StoredRows stored = new StoredRows(session, sql);
        return switch (planner.plan(replay, stored)) {
            case ReplayPlan.Write write -> write(session, stored, write.writes());
            case ReplayPlan.Refused refused -> new ReplayResult.Refused(refused.verdict());
            case ReplayPlan.Overtaken overtaken -> ReplayResult.of(overtaken);
        };
    }

    private ReplayResult write(WriteSession session, StoredRows stored, List<RowWrite> writes) {
        if (writes.isEmpty()) {
            return new ReplayResult.Skipped();
        }
        session.add("SAVEPOINT replay");
        session.hold();
        try {
            new WriteCommands(sql, stored, session::add, PartSize.MOST_ROWS).add(writes);
            session.flush();
            return new ReplayResult.Applied(writes.stream().map(RowWrite::key).toList());
        } catch (RowRefusedException refused) {
            session.forget();
            session.add("ROLLBACK TO SAVEPOINT replay");
            return new ReplayResult.Refused(refused(refused, "replay"));
        }
    }

    /**
     * Why the database can never hold a row.
     *
     * @param afterwards what to do once it can
     */
    static Verdict.Refused refused(RowRefusedException cause, String afterwards) {
        return new Verdict.Refused(
                "store-refused",
                "Postgres refuses it: " + cause.getMessage() + "; make the value fit or change the schema, then "
                        + afterwards);
    }
}
