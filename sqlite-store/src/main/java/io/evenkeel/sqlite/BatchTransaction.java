package io.evenkeel.sqlite;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.change.BatchPlan;
import io.evenkeel.contract.change.BatchPlanner;
import io.evenkeel.contract.change.ChangeSet;
import io.evenkeel.contract.change.RowWrite;
import io.evenkeel.contract.change.Verdict;
import io.evenkeel.contract.store.ApplyResult;
import io.evenkeel.contract.store.ChangeBatch;
import io.evenkeel.contract.store.ChangeBatch.Consumed;
import io.evenkeel.contract.store.RefusalSink;
import io.evenkeel.contract.store.StorePosition;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Applies a batch within the writer's transaction: all rows together, in as few prepared batches as there are entities. There
 * is no savepoint around them: with one, SQLite would copy every page before it changes it. So if the file refuses a row, the
 * transaction is begun anew, and each change set written in a savepoint of its own. Where that has happened a short while
 * ago, savepoints are used at once.
 */
final class BatchTransaction {
    /** After so many batches of which the file has refused nothing, rows are written together again. */
    static final int CLEAN_BATCHES = 4;

    private final Catalogue catalogue;
    private final PositionTable positions;
    private final Map<String, TableSql> tables;
    private final BatchPlanner planner;
    private int apart;

    /** A way to write change sets. */
    @FunctionalInterface
    private interface Way {
        BatchPlan write(WriterSession open, List<ChangeSet> changeSets, BatchRefusals refusals) throws SQLException;
    }

    BatchTransaction(Catalogue catalogue, Map<String, TableSql> tables, PositionTable positions) {
        this.catalogue = catalogue;
        this.tables = tables;
        this.positions = positions;
        this.planner = new BatchPlanner(catalogue);
    }

    ApplyResult run(WriterSession open, ChangeBatch batch, RefusalSink sink) throws SQLException {
        BatchRefusals refusals = new BatchRefusals(batch.records(), sink);
        if (apart > 0) {
            apart--;
            return run(open, batch, refusals, this::writeApart);
        }
        try {
            return run(open, batch, refusals, this::writeTogether);
        } catch (SQLException failed) {
            if (!SqliteFile.refuses(failed)) {
                throw failed;
            }
            open.beginAnew();
            return run(open, batch, refusals, this::writeApart);
        }
    }

    private ApplyResult run(WriterSession open, ChangeBatch batch, BatchRefusals refusals, Way way)
            throws SQLException {
        Map<Integer, StorePosition> before = positions.read(open);
        NextPositions.checkFence(batch, before);
        List<ChangeSet> changeSets =
                batch.records().stream().map(Consumed::changeSet).toList();
        BatchPlan plan = way.write(open, changeSets, refusals);
        refusals.handOver(plan);
        EmbeddingModelTable.add(open, batch);
        refusals.await();
        positions.write(open, NextPositions.after(batch, before));
        return new ApplyResult(
                count(plan.writes(), RowWrite.Put.class),
                count(plan.writes(), RowWrite.Remove.class),
                (int) plan.verdicts().stream()
                        .filter(Verdict.Skipped.class::isInstance)
                        .count(),
                refusals.count());
    }

    /** What is refused for good by then is on its way while the rest is written. */
    private BatchPlan writeTogether(WriterSession open, List<ChangeSet> changeSets, BatchRefusals refusals)
            throws SQLException {
        SqliteStoredState stored = new SqliteStoredState(open, tables);
        BatchPlan plan = planner.plan(changeSets, stored);
        refusals.handOverSettled(plan);
        new RowWriter(open, catalogue, tables, stored).write(plan.writes());
        return plan;
    }

    /** What is stored is looked up for all at once here too, which would otherwise take as long as the rest. */
    private BatchPlan writeApart(WriterSession open, List<ChangeSet> changeSets, BatchRefusals refusals)
            throws SQLException {
        SqliteStoredState stored = new SqliteStoredState(open, tables);
        RowWriter rows = new RowWriter(open, catalogue, tables, stored);
        return planner.planWriting(changeSets, stored, writes -> {
            open.repeat("SAVEPOINT change_set");
            Optional<Verdict.Refused> refused = refused(rows, writes);
            if (refused.isPresent()) {
                open.repeat("ROLLBACK TO change_set");
                apart = CLEAN_BATCHES;
            } else {
                stored.changed(writes);
            }
            open.repeat("RELEASE change_set");
            return refused;
        });
    }

    private static Optional<Verdict.Refused> refused(RowWriter rows, List<RowWrite> writes) throws SQLException {
        try {
            rows.write(writes);
            return Optional.empty();
        } catch (SQLException failed) {
            if (!SqliteFile.refuses(failed)) {
                throw failed;
            }
            return Optional.of(ReplayTransaction.refused(failed, "replay"));
        }
    }

    private static int count(List<RowWrite> writes, Class<? extends RowWrite> kind) {
        return (int) writes.stream().filter(kind::isInstance).count();
    }
}
