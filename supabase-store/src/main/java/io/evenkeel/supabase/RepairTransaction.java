package io.evenkeel.supabase;

import io.evenkeel.contract.change.Repair;
import io.evenkeel.contract.change.RepairOutcome;
import io.evenkeel.contract.change.RepairPlan;
import io.evenkeel.contract.change.RepairPlanner;
import io.evenkeel.contract.change.RowWrite;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.value.RowKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Repairs rows within a transaction that no other writer can interleave with, of whatever partition. All are written
 * together, and one by one where Postgres refuses one of them.
 */
final class RepairTransaction {
    private final CatalogueSql sql;
    private final WriterPositions positions;
    private final RepairPlanner planner;

    RepairTransaction(CatalogueSql sql, WriterPositions positions) {
        this.sql = sql;
        this.positions = positions;
        this.planner = new RepairPlanner(sql.catalogue());
    }

    Map<RowKey, RepairOutcome> run(WriteSession session, Repair repair) {
        Map<Integer, StorePosition> reached = positions.lockAll(session);
        StoredRows stored = new StoredRows(session, sql);
        RepairPlan plan = planner.plan(
                repair,
                stored,
                reached.values().stream().collect(Collectors.toMap(StorePosition::partition, StorePosition::applied)));
        Map<RowKey, RepairOutcome> outcomes = new HashMap<>(plan.left());
        write(session, stored, plan.writes(), outcomes);
        return outcomes;
    }

    private void write(
            WriteSession session, StoredRows stored, List<RowWrite> writes, Map<RowKey, RepairOutcome> outcomes) {
        session.add("SAVEPOINT repair");
        session.hold();
        try {
            new WriteCommands(sql, stored, session::add, PartSize.MOST_ROWS).add(writes);
            session.add("RELEASE SAVEPOINT repair");
            session.flush();
            stored.wrote(writes);
            writes.forEach(write -> outcomes.put(write.key(), new RepairOutcome.Written()));
        } catch (RowRefusedException refused) {
            session.forget();
            session.add("ROLLBACK TO SAVEPOINT repair");
            if (writes.size() == 1) {
                outcomes.put(
                        writes.getFirst().key(),
                        new RepairOutcome.Refused(ReplayTransaction.refused(refused, "repair")));
                return;
            }
            for (RowWrite write : writes) {
                write(session, stored, List.of(write), outcomes);
            }
        }
    }
}
