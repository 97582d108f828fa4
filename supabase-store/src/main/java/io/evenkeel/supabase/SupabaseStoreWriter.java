package io.evenkeel.supabase;

import io.evenkeel.contract.change.Repair;
import io.evenkeel.contract.change.RepairOutcome;
import io.evenkeel.contract.change.Replay;
import io.evenkeel.contract.store.ApplyResult;
import io.evenkeel.contract.store.ChangeBatch;
import io.evenkeel.contract.store.RefusalSink;
import io.evenkeel.contract.store.ReplayResult;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.store.StoreUnavailableException;
import io.evenkeel.contract.store.StoreWriter;
import io.evenkeel.contract.value.RowKey;
import java.util.Map;

/** Applies batches. Invariant: positions, rows, tombstones and the refusals' receipt stand or fall together. */
final class SupabaseStoreWriter implements StoreWriter {
    private final WriterConnection connection;
    private final CatalogueSql sql;
    private final WriterPositions positions;
    private final PartSize size = new PartSize();
    private final Novelty novelty;
    private final RowCopies copies;
    private final RefusalShare refusalShare = new RefusalShare();
    private final SchemaCheck schema;
    private final ReplayTransaction replays;
    private final RepairTransaction repairs;

    SupabaseStoreWriter(WriterConnection connection, CatalogueSql sql, WriterPositions positions, SchemaCheck schema) {
        this(
                connection,
                sql,
                positions,
                schema,
                new Novelty(Novelty.LEAST_ROWS),
                new RowCopies(sql, RowCopies.LEAST_ROWS));
    }

    SupabaseStoreWriter(
            WriterConnection connection,
            CatalogueSql sql,
            WriterPositions positions,
            SchemaCheck schema,
            Novelty novelty,
            RowCopies copies) {
        this.connection = connection;
        this.sql = sql;
        this.positions = positions;
        this.schema = schema;
        this.novelty = novelty;
        this.copies = copies;
        this.replays = new ReplayTransaction(sql, positions);
        this.repairs = new RepairTransaction(sql, positions);
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
        try {
            return applyOnce(batch, refusals);
        } catch (StoreUnavailableException altered) {
            copies.forget();
            throw altered;
        }
    }

    private ApplyResult applyOnce(ChangeBatch batch, RefusalSink refusals) {
        return connection.transaction(session -> {
            positions.move(session, batch);
            // By itself: if it failed together with what comes next, nobody would know whether this writer is fenced.
            session.begin();
            BatchOutcome outcome =
                    new BatchParts(session, sql, size, novelty, copies, refusalShare).apply(batch.records());
            EmbeddingModels.add(session, batch);
            if (!outcome.refusals().isEmpty()) {
                session.flush();
                refusals.accept(outcome.refusals());
            }
            refusals.await();
            return outcome.result();
        });
    }

    @Override
    public ReplayResult replay(Replay replay, long offset) {
        return connection.transaction(session -> replays.run(session, replay, offset));
    }

    @Override
    public Map<RowKey, RepairOutcome> repair(Repair repair) {
        return connection.transaction(session -> repairs.run(session, repair));
    }
}
