package io.evenkeel.sqlite;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.change.Repair;
import io.evenkeel.contract.change.RepairOutcome;
import io.evenkeel.contract.change.Replay;
import io.evenkeel.contract.schema.SchemaOptions;
import io.evenkeel.contract.store.ApplyResult;
import io.evenkeel.contract.store.ChangeBatch;
import io.evenkeel.contract.store.RefusalSink;
import io.evenkeel.contract.store.ReplayResult;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.store.StoreWriter;
import io.evenkeel.contract.value.RowKey;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Applies change sets to the file. The connection is opened when first needed, and after every failure anew. */
final class SqliteStoreWriter implements StoreWriter, AutoCloseable {
    private final SqliteFile file;
    private final Catalogue catalogue;
    private final SchemaOptions options;
    private final PositionTable positions;
    private final BatchTransaction batches;
    private final ReplayTransaction replays;
    private final RepairTransaction repairs;
    private @Nullable WriterLock lock;
    private @Nullable WalCheckpoints checkpoints;
    private @Nullable WriterSession session;

    /** What is done within one transaction. */
    @FunctionalInterface
    private interface Work<T> {
        T run(WriterSession session) throws SQLException;
    }

    SqliteStoreWriter(SqliteFile file, Catalogue catalogue, SchemaOptions options, PositionTable positions) {
        this.file = file;
        this.catalogue = catalogue;
        this.options = options;
        this.positions = positions;
        Map<String, TableSql> tables = TableSql.of(catalogue);
        this.batches = new BatchTransaction(catalogue, tables, positions);
        this.replays = new ReplayTransaction(catalogue, tables, positions);
        this.repairs = new RepairTransaction(catalogue, tables, positions);
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

    @Override
    public ApplyResult apply(ChangeBatch batch, RefusalSink refusals) {
        return writing(open -> batches.run(open, batch, refusals));
    }

    @Override
    public ReplayResult replay(Replay replay, long offset) {
        return writing(open -> replays.run(open, replay, offset));
    }

    @Override
    public Map<RowKey, RepairOutcome> repair(Repair repair) {
        return writing(open -> repairs.run(open, repair));
    }

    @Override
    public synchronized void close() {
        try {
            if (checkpoints != null) {
                checkpoints.close();
            }
            if (session != null) {
                session.emptyWal();
                session.close();
            }
        } catch (SQLException failed) {
            throw file.unavailable(failed);
        } finally {
            checkpoints = null;
            session = null;
            if (lock != null) {
                lock.close();
                lock = null;
            }
        }
    }

    private <T> T writing(Work<T> work) {
        return transaction(open -> {
            open.mark();
            return work.run(open);
        });
    }

    private synchronized <T> T transaction(Work<T> work) {
        boolean done = false;
        try {
            WriterSession open = open();
            open.begin();
            T answer = work.run(open);
            open.commit();
            done = true;
            checkpoints(open);
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

    private void checkpoints(WriterSession open) {
        if (checkpoints == null) {
            checkpoints = new WalCheckpoints(file);
        }
        checkpoints.committed(open);
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
