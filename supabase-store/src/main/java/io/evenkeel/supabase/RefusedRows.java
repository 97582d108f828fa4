package io.evenkeel.supabase;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.change.RowWrite;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds which of a part's rows Postgres refuses, after it has refused the part: some rows of one statement at a time, and of
 * those that fail, halves. That takes fewer and smaller statements than trying change sets would, of which each
 * writes to several tables. What it has written is for its user to keep
 * or to roll back.
 */
final class RefusedRows {
    /**
     * More are written too often before one that is refused is found, fewer take too many statements; where one in a hundred is
     * refused.
     */
    private static final int MOST_TOGETHER = 24;

    private final CatalogueSql sql;
    private final StoredRows stored;
    private final WriteSession session;
    private final int mostRows;
    private final Map<Position, Fault> atFault = new HashMap<>();
    private final Set<RowWrite> refused = Collections.newSetFromMap(new IdentityHashMap<>());

    /** The parameters are those of {@link WriteCommands}. */
    RefusedRows(CatalogueSql sql, StoredRows stored, WriteSession session, int mostRows) {
        this.sql = sql;
        this.stored = stored;
        this.session = session;
        this.mostRows = mostRows;
    }

    /**
     * What was found.
     *
     * @param refused the writes that were refused, as they were given
     * @param atFault the change sets that they are of, but for raised sequences
     * @param wholly whether nothing of these change sets is written
     */
    record Found(Set<RowWrite> refused, Map<Position, Fault> atFault, boolean wholly) {
        /** Whether all is written. */
        boolean none() {
            return refused.isEmpty();
        }
    }

    /**
     * A change set at fault.
     *
     * @param rows how many of its rows were refused
     * @param cause why the first of them was
     */
    record Fault(int rows, RowRefusedException cause) {}

    /**
     * Writes what can be written.
     *
     * @param writes ordered as {@link io.evenkeel.contract.change.BatchPlan#writes} are
     */
    Found find(List<RowWrite> writes) {
        groups(writes).forEach(rows -> pass(rows, false));
        boolean wholly =
                writes.stream().noneMatch(write -> atFault.containsKey(position(write)) && !refused.contains(write));
        return new Found(refused, atFault, wholly);
    }

    /** Whose sequence it is that is raised is not known. */
    private static @Nullable Position position(RowWrite write) {
        return switch (write) {
            case RowWrite.Put put -> put.position();
            case RowWrite.Remove remove -> remove.position();
            case RowWrite.Raise ignored -> null;
        };
    }

    private static List<List<RowWrite>> groups(List<RowWrite> writes) {
        List<List<RowWrite>> groups = new ArrayList<>();
        int from = 0;
        for (int i = 1; i <= writes.size(); i++) {
            if (i == writes.size() || i - from == MOST_TOGETHER || !ofOneStatement(writes.get(from), writes.get(i))) {
                groups.add(writes.subList(from, i));
                from = i;
            }
        }
        return groups;
    }

    private static boolean ofOneStatement(RowWrite one, RowWrite other) {
        return one.getClass() == other.getClass()
                && one.key().entity().equals(other.key().entity());
    }

    /**
     * Writes those of the rows that can be written.
     *
     * @param refusing whether it is known that they are not all of them
     * @return whether all were
     */
    private boolean pass(List<RowWrite> rows, boolean refusing) {
        if (rows.size() == 1) {
            RowRefusedException cause = write(rows);
            if (cause != null) {
                add(rows.getFirst(), cause);
            }
            return cause == null;
        }
        if (!refusing && write(rows) == null) {
            return true;
        }
        int half = rows.size() / 2;
        boolean otherHalf = pass(rows.subList(0, half), false);
        pass(rows.subList(half, rows.size()), otherHalf);
        return false;
    }

    private @Nullable RowRefusedException write(List<RowWrite> rows) {
        session.add("SAVEPOINT refused_rows");
        try {
            new WriteCommands(sql, stored, session, mostRows).add(rows);
            session.add("RELEASE SAVEPOINT refused_rows");
            session.flush();
            return null;
        } catch (RowRefusedException refused) {
            session.forget();
            session.add("ROLLBACK TO SAVEPOINT refused_rows");
            session.add("RELEASE SAVEPOINT refused_rows");
            return refused;
        }
    }

    private void add(RowWrite row, RowRefusedException cause) {
        refused.add(row);
        Position position = position(row);
        if (position != null) {
            atFault.merge(position, new Fault(1, cause), (before, now) -> new Fault(before.rows() + 1, before.cause()));
        }
    }
}
