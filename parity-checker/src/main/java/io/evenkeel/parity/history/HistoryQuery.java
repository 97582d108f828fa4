package io.evenkeel.parity.history;

import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.reactive.mutiny.Mutiny.SelectionQuery;
import org.hibernate.reactive.mutiny.Mutiny.StatelessSession;
import org.jspecify.annotations.Nullable;

/** Entries of one kind that meet all conditions, the newest first. For one use. */
final class HistoryQuery<R> {
    private final Class<R> type;
    private final String time;
    private final StringBuilder where = new StringBuilder("1 = 1");
    private final Map<String, Object> values = new HashMap<>();

    /**
     * Everything, so far.
     *
     * @param time the attribute by which entries are ordered
     */
    HistoryQuery(Class<R> type, String time) {
        this.type = type;
        this.time = time;
    }

    /** Only those whose attribute has that value; all where it is null. */
    HistoryQuery<R> with(String attribute, @Nullable Object value) {
        if (value != null) {
            where.append(" and r.").append(attribute).append(" = :").append(attribute);
            values.put(attribute, value);
        }
        return this;
    }

    /** Only those without, or with, a value of the attribute; all where it is null. */
    HistoryQuery<R> without(String attribute, @Nullable Boolean without) {
        if (without != null) {
            where.append(" and r.").append(attribute).append(without ? " is null" : " is not null");
        }
        return this;
    }

    /** Only those of that time or later; all where it is null. */
    HistoryQuery<R> since(@Nullable Instant first) {
        if (first != null) {
            where.append(" and r.").append(time).append(" >= :first");
            values.put("first", first);
        }
        return this;
    }

    /** Only those behind a page. */
    HistoryQuery<R> after(@Nullable Cursor cursor) {
        if (cursor != null) {
            where.append(" and (r.%1$s < :time or r.%1$s = :time and r.id < :id)".formatted(time));
            values.put("time", cursor.time());
            values.put("id", cursor.id());
        }
        return this;
    }

    Uni<List<R>> list(StatelessSession session, int limit) {
        SelectionQuery<R> query = session.createSelectionQuery(
                "from %s r where %s order by r.%s desc, r.id desc".formatted(type.getSimpleName(), where, time), type);
        values.forEach(query::setParameter);
        return query.setMaxResults(limit).getResultList();
    }
}
