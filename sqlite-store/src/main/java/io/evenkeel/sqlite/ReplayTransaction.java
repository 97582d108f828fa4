package io.evenkeel.sqlite;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.change.Replay;
import io.evenkeel.contract.change.ReplayPlan;
import io.evenkeel.contract.change.ReplayPlanner;
import io.evenkeel.contract.change.RowWrite;
import io.evenkeel.contract.change.Verdict;
import io.evenkeel.contract.store.ReplayResult;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Replays one change set within the writer's transaction; the file's write lock keeps everybody else out. */
final class ReplayTransaction {
    private final Catalogue catalogue;
    private final Map<String, TableSql> tables;
    private final PositionTable positions;
    private final ReplayPlanner planner;

    ReplayTransaction(Catalogue catalogue, Map<String, TableSql> tables, PositionTable positions) {
        this.catalogue = catalogue;
        this.tables = tables;
        this.positions = positions;
        this.planner = new ReplayPlanner(catalogue);
    }

    ReplayResult run(WriterSession open, Replay replay, long offset) throws SQLException {
        Position position = replay.changeSet().position();
        Optional<ReplayResult> early =
                ReplayResult.unlessPassed(positions.read(open).get(position.partition()), position, offset);
        if (early.isPresent()) {
            return early.get();
        }
        SqliteStoredState stored = new SqliteStoredState(open, tables);
        return switch (planner.plan(replay, stored)) {
            case ReplayPlan.Write write -> write(open, stored, write.writes());
            case ReplayPlan.Refused refused -> new ReplayResult.Refused(refused.verdict());
            case ReplayPlan.Overtaken overtaken -> ReplayResult.of(overtaken);
        };
    }

    private ReplayResult write(WriterSession open, SqliteStoredState stored, List<RowWrite> writes)
            throws SQLException {
        if (writes.isEmpty()) {
            return new ReplayResult.Skipped();
        }
        open.execute("SAVEPOINT replay");
        try {
            new RowWriter(open, catalogue, tables, stored).write(writes);
            open.execute("RELEASE replay");
            return new ReplayResult.Applied(writes.stream().map(RowWrite::key).toList());
        } catch (SQLException failed) {
            if (!SqliteFile.refuses(failed)) {
                throw failed;
            }
            open.execute("ROLLBACK TO replay");
            open.execute("RELEASE replay");
            return new ReplayResult.Refused(refused(failed, "replay"));
        }
    }

    /**
     * Why the file can never hold a row.
     *
     * @param afterwards what to do once it can
     */
    static Verdict.Refused refused(SQLException failed, String afterwards) {
        return new Verdict.Refused(
                "store-refused",
                "SQLite refused it: " + failed.getMessage() + "; change the row, or the table's constraint, and "
                        + afterwards);
    }
}
