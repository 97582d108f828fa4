package io.evenkeel.supabase;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.change.RowWrite;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.Value;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns planned writes into statements: one for each kind of write and entity, with as many parameter sets as rows. */
final class WriteCommands {
    private static final String BURY = "INSERT INTO public.evenkeel_tombstone"
            + " (entity, workspace_id, key, epoch, partition, \"offset\", sequence)"
            + " VALUES ($1::text, $2::text, $3::text, $4::bigint, $5::int, $6::bigint, $7::bigint)"
            + " ON CONFLICT (entity, workspace_id, key) DO UPDATE SET epoch = excluded.epoch,"
            + " partition = excluded.partition, \"offset\" = excluded.\"offset\", sequence = excluded.sequence";
    private static final String THIS_TOMBSTONE =
            " WHERE entity = $1::text AND workspace_id = $2::text AND key = $3::text";
    private static final String EXHUME = "DELETE FROM public.evenkeel_tombstone" + THIS_TOMBSTONE;
    private static final String RAISE_TOMBSTONE =
            "UPDATE public.evenkeel_tombstone SET sequence = $4::bigint" + THIS_TOMBSTONE;

    private final CatalogueSql sql;
    private final StoredRows stored;
    private final Map<String, List<Tuple>> commands = new LinkedHashMap<>();

    /** @param stored what the plan was made from: tells where a tombstone has to go */
    WriteCommands(CatalogueSql sql, StoredRows stored) {
        this.sql = sql;
        this.stored = stored;
    }

    /**
     * The statements for writes that are ordered as {@link io.evenkeel.contract.change.BatchPlan#writes} are. Writes of
     * one kind and entity come together; entities keep their order, and so foreign keys hold.
     */
    List<PgSession.Command> of(List<RowWrite> writes) {
        for (RowWrite write : writes) {
            switch (write) {
                case RowWrite.Put put -> put(put);
                case RowWrite.Remove remove -> remove(remove);
                case RowWrite.Raise raise -> raise(raise);
            }
        }
        List<PgSession.Command> ordered = new ArrayList<>(commands.size());
        commands.forEach((statement, batch) -> ordered.add(new PgSession.Command(statement, batch)));
        return ordered;
    }

    private void put(RowWrite.Put put) {
        Tuple parameters = Tuple.of(put.key().workspace());
        for (Value value : put.row().values()) {
            ColumnMapping.bind(parameters, value);
        }
        add(sql.of(put.key().entity()).put(), source(parameters, put.position(), put.sequence()));
        if (stored.hasTombstone(put.key())) {
            add(EXHUME, tombstone(put.key()));
        }
    }

    private void remove(RowWrite.Remove remove) {
        add(sql.of(remove.key().entity()).remove(), row(remove.key()));
        add(BURY, source(tombstone(remove.key()), remove.position(), remove.sequence()));
    }

    private void raise(RowWrite.Raise raise) {
        add(sql.of(raise.key().entity()).raise(), row(raise.key()).addLong(raise.sequence()));
        if (stored.hasTombstone(raise.key())) {
            add(RAISE_TOMBSTONE, tombstone(raise.key()).addLong(raise.sequence()));
        }
    }

    private void add(String statement, Tuple parameters) {
        commands.computeIfAbsent(statement, first -> new ArrayList<>()).add(parameters);
    }

    private Tuple row(RowKey key) {
        Tuple parameters = Tuple.of(key.workspace());
        ColumnMapping.bind(
                parameters,
                ColumnMapping.keyValue(sql.of(key.entity()).entity().keyColumn().type(), key.key()));
        return parameters;
    }

    private static Tuple tombstone(RowKey key) {
        return Tuple.of(key.entity(), key.workspace(), key.key());
    }

    private static Tuple source(Tuple parameters, Position position, @Nullable Long sequence) {
        return parameters
                .addLong(position.epoch())
                .addInteger(position.partition())
                .addLong(position.offset())
                .addLong(sequence);
    }
}
