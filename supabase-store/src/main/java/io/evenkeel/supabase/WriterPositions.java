package io.evenkeel.supabase;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.store.ChangeBatch;
import io.evenkeel.contract.store.FencedException;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.supabase.WriteSession.Command;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How far the database has come in one topic of change sets, as the writer reads and moves it. */
final class WriterPositions {
    private static final String SELECT =
            "SELECT partition, next_offset, epoch, applied_offset FROM public.evenkeel_position WHERE topic = ?::text";

    private static final String LOCK = SELECT + " AND partition = ?::int FOR UPDATE";

    /** Every writer moves a position first, and so waits until the transaction ends, as this waits for theirs. */
    private static final String LOCK_ALL = "LOCK TABLE public.evenkeel_position IN SHARE ROW EXCLUSIVE MODE";

    private static final String MOVE = "INSERT INTO public.evenkeel_position AS stored"
            + " (topic, partition, next_offset, epoch, applied_offset)"
            + " VALUES (?::text, ?::int, ?::bigint, ?::bigint, ?::bigint)"
            + " ON CONFLICT (topic, partition) DO UPDATE SET next_offset = excluded.next_offset,"
            + " epoch = excluded.epoch, applied_offset = excluded.applied_offset"
            + " WHERE stored.next_offset <= ?::bigint";

    /** For a partition in which only transaction markers were passed; its answer is where it stands then. */
    private static final String PASS = "UPDATE public.evenkeel_position"
            + " SET next_offset = greatest(next_offset, ?::bigint)"
            + " WHERE topic = ?::text AND partition = ?::int RETURNING next_offset";

    private final String topic;

    WriterPositions(String topic) {
        this.topic = topic;
    }

    /** The positions, by partition. */
    Map<Integer, StorePosition> read(WriteSession session) {
        return read(session, SELECT, List.of(topic));
    }

    /**
     * The position of a partition, or null when nothing of it was applied. Its row stays locked until the transaction ends,
     * so that the partition's writer, whichever process it is, waits.
     */
    @Nullable
    StorePosition lock(WriteSession session, int partition) {
        return read(session, LOCK, List.of(topic, partition)).get(partition);
    }

    /** The positions, which nobody moves until the transaction ends. */
    Map<Integer, StorePosition> lockAll(WriteSession session) {
        session.add(LOCK_ALL);
        return read(session);
    }

    /**
     * Queues what moves the positions past the batch and holds their rows locked until the transaction ends, so that of two
     * writers with one partition only one goes on. Sending it throws {@link FencedException} when another writer has moved
     * one beyond the batch's first record.
     */
    void move(WriteSession session, ChangeBatch batch) {
        Map<Integer, Span> spans = new TreeMap<>();
        for (ChangeBatch.Consumed consumed : batch.records()) {
            spans.merge(
                    consumed.partition(),
                    new Span(consumed.offset(), consumed.changeSet().position()),
                    (earlier, later) -> new Span(earlier.first(), later.last()));
        }
        // In the order of partitions, so that two writers never wait for one another in a circle.
        new TreeMap<>(batch.nextOffsets()).forEach((partition, next) -> {
            Span span = spans.get(partition);
            session.add(span == null ? pass(partition, next) : move(partition, next, span));
        });
    }

    private Command move(int partition, long next, Span span) {
        return new Command(
                MOVE,
                List.of(topic, partition, next, span.last().epoch(), span.last().offset(), span.first()),
                (changed, rows) -> {
                    if (changed == 0) {
                        throw fenced(partition);
                    }
                });
    }

    private Command pass(int partition, long next) {
        return new Command(PASS, List.of(next, topic, partition), (changed, rows) -> {
            if (rows != null && rows.next() && rows.getLong(1) > next) {
                throw fenced(partition);
            }
        });
    }

    private FencedException fenced(int partition) {
        return new FencedException("another writer has moved the position of " + topic + "-" + partition
                + " in Supabase beyond this batch; read it again and go on from there");
    }

    private static Map<Integer, StorePosition> read(WriteSession session, String select, List<Object> parameters) {
        Map<Integer, StorePosition> positions = new HashMap<>();
        session.add(Command.query(select, parameters, row -> {
            int partition = row.getInt(1);
            Position applied = new Position(row.getLong(3), partition, row.getLong(4));
            positions.put(partition, new StorePosition(partition, row.getLong(2), applied));
        }));
        session.flush();
        return positions;
    }

    /** The first offset of a partition's records, and the position of the last. */
    private record Span(long first, Position last) {}
}
