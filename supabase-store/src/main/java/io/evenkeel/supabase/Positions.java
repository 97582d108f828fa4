package io.evenkeel.supabase;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.store.ChangeBatch;
import io.evenkeel.contract.store.FencedException;
import io.evenkeel.contract.store.StorePosition;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How far the database has come in one topic of change sets. */
final class Positions {
    private static final String SELECT =
            "SELECT partition, next_offset, epoch, applied_offset FROM public.evenkeel_position WHERE topic = $1::text";

    private static final String LOCK = SELECT + " AND partition = $2::int FOR UPDATE";

    private static final String MOVE = "INSERT INTO public.evenkeel_position AS stored"
            + " (topic, partition, next_offset, epoch, applied_offset)"
            + " VALUES ($1::text, $2::int, $3::bigint, $4::bigint, $5::bigint)"
            + " ON CONFLICT (topic, partition) DO UPDATE SET next_offset = excluded.next_offset,"
            + " epoch = excluded.epoch, applied_offset = excluded.applied_offset"
            + " WHERE stored.next_offset <= $6::bigint";

    /** For a partition in which only transaction markers were passed; its answer is where it stands then. */
    private static final String PASS = "UPDATE public.evenkeel_position"
            + " SET next_offset = greatest(next_offset, $3::bigint)"
            + " WHERE topic = $1::text AND partition = $2::int RETURNING next_offset";

    private final String topic;

    Positions(String topic) {
        this.topic = topic;
    }

    /** The command that {@link #read} reads the answer of. */
    PgSession.Command select() {
        return new PgSession.Command(SELECT, List.of(Tuple.of(topic)));
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

    /**
     * The position of a partition, or null when nothing of it was applied. Its row stays locked until the transaction ends,
     * so that the partition's writer, whichever process it is, waits.
     */
    @Nullable
    StorePosition lock(PgSession session, int partition) {
        return read(session.query(LOCK, Tuple.of(topic, partition))).get(partition);
    }

    /**
     * Moves the positions past the batch and holds their rows locked until the transaction ends, so that of two writers
     * with one partition only one goes on.
     *
     * @throws FencedException when another writer has moved one beyond the batch's first record
     */
    void move(PgSession session, ChangeBatch batch) {
        Map<Integer, Span> spans = new TreeMap<>();
        for (ChangeBatch.Consumed consumed : batch.records()) {
            spans.merge(
                    consumed.partition(),
                    new Span(consumed.offset(), consumed.changeSet().position()),
                    (earlier, later) -> new Span(earlier.first(), later.last()));
        }
        List<Integer> partitions = new ArrayList<>();
        List<PgSession.Command> commands = new ArrayList<>();
        // In the order of partitions, so that two writers never wait for one another in a circle.
        new TreeMap<>(batch.nextOffsets()).forEach((partition, next) -> {
            partitions.add(partition);
            commands.add(command(partition, next, spans.get(partition)));
        });
        List<RowSet<Row>> answers = session.pipeline(commands);
        for (int i = 0; i < answers.size(); i++) {
            int partition = partitions.get(i);
            boolean moved = spans.containsKey(partition)
                    ? answers.get(i).rowCount() > 0
                    : standsAtMostAt(
                            answers.get(i),
                            Objects.requireNonNull(batch.nextOffsets().get(partition)));
            if (!moved) {
                throw new FencedException("another writer has moved the position of " + topic + "-" + partition
                        + " in Supabase beyond this batch; read it again and go on from there");
            }
        }
    }

    /** What {@link #PASS} answers; nothing where nothing was applied yet. */
    private static boolean standsAtMostAt(RowSet<Row> answer, long next) {
        for (Row row : answer) {
            return row.getLong(0) <= next;
        }
        return true;
    }

    private PgSession.Command command(int partition, long next, @Nullable Span span) {
        Tuple parameters = Tuple.of(topic, partition, next);
        if (span == null) {
            return new PgSession.Command(PASS, List.of(parameters));
        }
        parameters.addLong(span.last().epoch()).addLong(span.last().offset()).addLong(span.first());
        return new PgSession.Command(MOVE, List.of(parameters));
    }

    /** The first offset of a partition's records, and the position of the last. */
    private record Span(long first, Position last) {}
}
