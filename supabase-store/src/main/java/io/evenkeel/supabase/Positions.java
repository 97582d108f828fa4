package io.evenkeel.supabase;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.store.StorePosition;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.HashMap;
import java.util.Map;

/** How far the database has come in one topic of change sets, as readers see it. */
final class Positions {
    private static final String SELECT =
            "SELECT partition, next_offset, epoch, applied_offset FROM public.evenkeel_position WHERE topic = $1::text";

    private final String topic;

    Positions(String topic) {
        this.topic = topic;
    }

    /** The command that {@link #read} reads the answer of. */
    PgSession.Command select() {
        return new PgSession.Command(SELECT, Tuple.of(topic));
    }

    static Map<Integer, StorePosition> read(RowSet<Row> rows) {
        Map<Integer, StorePosition> positions = new HashMap<>();
        for (Row row : rows) {
            int partition = row.getInteger(0);
            positions.put(
                    partition,
                    new StorePosition(
                            partition, row.getLong(1), new Position(row.getLong(2), partition, row.getLong(3))));
        }
        return positions;
    }
}
