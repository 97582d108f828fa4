package io.evenkeel.sqlite;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.change.Repair;
import io.evenkeel.contract.change.RepairOutcome;
import io.evenkeel.contract.change.RepairPlan;
import io.evenkeel.contract.change.RepairPlanner;
import io.evenkeel.contract.change.RowWrite;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.value.RowKey;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Repairs rows within the writer's transaction; the file's write lock keeps everybody else out. All are written together,
 * and one by one where the file refuses one of them.
 */
final class RepairTransaction {
    private final Catalogue catalogue;
    private final Map<String, TableSql> tables;
    private final PositionTable positions;
    private final RepairPlanner planner;

    RepairTransaction(Catalogue catalogue, Map<String, TableSql> tables, PositionTable positions) {
        this.catalogue = catalogue;
        this.tables = tables;
        this.positions = positions;
        this.planner = new RepairPlanner(catalogue);
    }

    Map<RowKey, RepairOutcome> run(WriterSession open, Repair repair) throws SQLException {
        SqliteStoredState stored = new SqliteStoredState(open, tables);
        RepairPlan plan = planner.plan(
                repair,
                stored,
                positions.read(open).values().stream()
                        .collect(Collectors.toMap(StorePosition::partition, StorePosition::applied)));
        Map<RowKey, RepairOutcome> outcomes = new HashMap<>(plan.left());
        write(open, stored, plan.writes(), outcomes);
        return outcomes;
    }

    private void write(
            WriterSession open, SqliteStoredState stored, List<RowWrite> writes, Map<RowKey, RepairOutcome> outcomes)
            throws SQLException {
        open.execute("SAVEPOINT repair");
        try {
            new RowWriter(open, catalogue, tables, stored).write(writes);
            open.execute("RELEASE repair");
            stored.changed(writes);
            writes.forEach(write -> outcomes.put(write.key(), new RepairOutcome.Written()));
        } catch (SQLException failed) {
            if (!SqliteFile.refuses(failed)) {
                throw failed;
            }
            open.execute("ROLLBACK TO repair");
            open.execute("RELEASE repair");
            if (writes.size() == 1) {
                outcomes.put(
                        writes.getFirst().key(),
                        new RepairOutcome.Refused(ReplayTransaction.refused(failed, "repair")));
                return;
            }
            for (RowWrite write : writes) {
                write(open, stored, List.of(write), outcomes);
            }
        }
    }
}
