package io.evenkeel.sqlite;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.change.BatchPlan;
import io.evenkeel.contract.change.BatchPlanner;
import io.evenkeel.contract.change.ChangeSet;
import io.evenkeel.contract.change.Replay;
import io.evenkeel.contract.change.RowWrite;
import io.evenkeel.contract.change.Verdict;
import io.evenkeel.contract.schema.SchemaOptions;
import io.evenkeel.contract.store.ApplyResult;
import io.evenkeel.contract.store.ChangeBatch;
import io.evenkeel.contract.store.ChangeBatch.Consumed;
import io.evenkeel.contract.store.Refusal;
import io.evenkeel.contract.store.RefusalSink;
import io.evenkeel.contract.store.ReplayResult;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.store.StoreWriter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Applies change sets to the file. The connection is opened when first needed, and after every failure anew. */
final class SqliteStoreWriter implements StoreWriter, AutoCloseable {
    private final SqliteFile file;
    private final Catalogue catalogue;
    private final SchemaOptions options;
    private final PositionTable positions;
    private final Map<String, TableSql> tables;
    private final BatchPlanner planner;
    private final ReplayTransaction replays;
    private @Nullable WriterLock lock;
    private @Nullable WriterSession session;

    /** What is done within one transaction. */
    @FunctionalInterface
    private interface Work<T> {
        T run(WriterSession session) throws SQLException;
    }

    /** A way to write the records of a batch. */
    @FunctionalInterface
    private interface Way {
        Outcome write(WriterSession session, List<Consumed> records) throws SQLException;
    }

    SqliteStoreWriter(SqliteFile file, Catalogue catalogue, SchemaOptions options, PositionTable positions) {
        this.file = file;
        this.catalogue = catalogue;
        this.options = options;
        this.positions = positions;
        this.tables = TableSql.of(catalogue);
        this.planner = new BatchPlanner(catalogue);
        this.replays = new ReplayTransaction(catalogue, tables, positions);
    }

    @Override
    public void prepare() {
        transaction(open -> {
            new SchemaSetup(file, catalogue, options).run(open);
            return true;
        });
    }

    @Override
    public Map<Integer, StorePosition> positions() {
        return transaction(open -> positions.read(open));
    }

    /**
     * All at once; if the file refuses a row, anew and one by one, so that only the change set with that row is refused. There
     * is no savepoint around the batch: with one, SQLite would copy every page before it changes it.
     */
    @Override
    public ApplyResult apply(ChangeBatch batch, RefusalSink refusals) {
        return transaction(open -> {
            try {
                return apply(open, batch, refusals, this::writeTogether);
            } catch (SQLException failed) {
                if (!SqliteFile.refuses(failed)) {
                    throw failed;
                }
                open.beginAnew();
                return apply(open, batch, refusals, this::writeOneByOne);
            }
        });
    }

    private ApplyResult apply(WriterSession open, ChangeBatch batch, RefusalSink refusals, Way way)
            throws SQLException {
        Map<Integer, StorePosition> before = positions.read(open);
        NextPositions.checkFence(batch, before);
        Outcome outcome = way.write(open, batch.records());
        if (!outcome.refusals().isEmpty()) {
            refusals.accept(outcome.refusals());
        }
        positions.write(open, NextPositions.after(batch, before));
        return outcome.result();
    }

    @Override
    public ReplayResult replay(Replay replay, long offset) {
        return transaction(open -> replays.run(open, replay, offset));
    }

    @Override
    public synchronized void close() {
        try {
            if (session != null) {
                session.checkpoint();
                session.close();
            }
        } catch (SQLException failed) {
            throw file.unavailable(failed);
        } finally {
            session = null;
            if (lock != null) {
                lock.close();
                lock = null;
            }
        }
    }

    private record Outcome(int rowsPut, int rowsRemoved, int skipped, List<Refusal> refusals) {
        ApplyResult result() {
            return new ApplyResult(rowsPut, rowsRemoved, skipped, refusals.size());
        }
    }

    private Outcome writeTogether(WriterSession open, List<Consumed> records) throws SQLException {
        List<ChangeSet> changeSets = records.stream().map(Consumed::changeSet).toList();
        SqliteStoredState stored = new SqliteStoredState(open, tables);
        BatchPlan plan = planner.plan(changeSets, stored);
        new RowWriter(open, catalogue, tables, stored).write(plan.writes());
        List<Refusal> refusals = new ArrayList<>();
        int skipped = 0;
        for (int i = 0; i < records.size(); i++) {
            switch (plan.verdicts().get(i)) {
                case Verdict.Applied ignored -> {}
                case Verdict.Skipped ignored -> skipped++;
                case Verdict.Refused refused -> refusals.add(new Refusal(records.get(i), refused));
            }
        }
        return new Outcome(
                count(plan.writes(), RowWrite.Put.class),
                count(plan.writes(), RowWrite.Remove.class),
                skipped,
                refusals);
    }

    private Outcome writeOneByOne(WriterSession open, List<Consumed> records) throws SQLException {
        int put = 0;
        int removed = 0;
        int skipped = 0;
        List<Refusal> refusals = new ArrayList<>();
        for (Consumed consumed : records) {
            open.repeat("SAVEPOINT one");
            try {
                Outcome outcome = writeTogether(open, List.of(consumed));
                put += outcome.rowsPut();
                removed += outcome.rowsRemoved();
                skipped += outcome.skipped();
                refusals.addAll(outcome.refusals());
            } catch (SQLException failed) {
                if (!SqliteFile.refuses(failed)) {
                    throw failed;
                }
                open.repeat("ROLLBACK TO one");
                refusals.add(new Refusal(consumed, ReplayTransaction.refused(failed)));
            }
            open.repeat("RELEASE one");
        }
        return new Outcome(put, removed, skipped, refusals);
    }

    private static int count(List<RowWrite> writes, Class<? extends RowWrite> kind) {
        return (int) writes.stream().filter(kind::isInstance).count();
    }

    private synchronized <T> T transaction(Work<T> work) {
        boolean done = false;
        try {
            WriterSession open = open();
            open.begin();
            T answer = work.run(open);
            open.commit();
            done = true;
            return answer;
        } catch (SqliteStoredState.ReadFailure failed) {
            throw file.unavailable(failed.reason());
        } catch (SQLException failed) {
            throw file.unavailable(failed);
        } finally {
            if (!done) {
                discard();
            }
        }
    }

    private WriterSession open() throws SQLException {
        if (lock == null) {
            lock = WriterLock.acquire(file);
        }
        if (session == null) {
            session = new WriterSession(file.openForWriting());
        }
        return session;
    }

    /** Rolls back by closing; whatever state the connection was in is gone with it. */
    private void discard() {
        WriterSession broken = session;
        session = null;
        if (broken != null) {
            try {
                broken.close();
            } catch (SQLException ignored) {
                // The failure that led here is the one to report.
            }
        }
    }
}
