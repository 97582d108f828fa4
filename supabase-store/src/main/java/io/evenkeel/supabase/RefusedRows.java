package io.evenkeel.supabase;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.change.RowWrite;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds which of a part's rows Postgres refuses, after it has refused the part: some rows of one statement at a time, and of
 * those that fail, halves. That takes fewer and smaller statements than trying change sets would, of which each
 * writes to several tables. Who uses it rolls back what it has written.
 */
final class RefusedRows {
    /** About as many as pass together in every second try, where one in a hundred is refused. */
    private static final int MOST_TOGETHER = 64;

    private final CatalogueSql sql;
    private final StoredRows stored;
    private final WriteSession session;
    private final int mostRows;
    private final Set<Position> atFault = new HashSet<>();
    private final List<RowWrite> refused = new ArrayList<>();

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
     * @param atFault the change sets of which a row was refused; none when all passed, or when it was a raised sequence
     * @param wholly whether nothing of these change sets is written
     */
    record Found(Set<Position> atFault, boolean wholly) {}

    /**
     * Writes what can be written.
     *
     * @param writes ordered as {@link io.evenkeel.contract.change.BatchPlan#writes} are
     */
    Found find(List<RowWrite> writes) {
        List<List<RowWrite>> groups = groups(writes);
        // One group is the part itself, which has failed already.
        groups.forEach(rows -> pass(rows, groups.size() == 1));
        long theirs = writes.stream().filter(write -> isOf(write, atFault)).count();
        return new Found(atFault, theirs == refused.size());
    }

    /** Whether a write is of one of these change sets; whose sequence it is that is raised is not known. */
    static boolean isOf(RowWrite write, Set<Position> changeSets) {
        return switch (write) {
            case RowWrite.Put put -> changeSets.contains(put.position());
            case RowWrite.Remove remove -> changeSets.contains(remove.position());
            case RowWrite.Raise ignored -> false;
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
        if (!refusing && write(rows)) {
            return true;
        }
        if (rows.size() == 1) {
            add(rows.getFirst());
        } else {
            int half = rows.size() / 2;
            boolean otherHalf = pass(rows.subList(0, half), false);
            pass(rows.subList(half, rows.size()), otherHalf);
        }
        return false;
    }

    private boolean write(List<RowWrite> rows) {
        session.add("SAVEPOINT refused_rows");
        try {
            new WriteCommands(sql, stored, session, mostRows).add(rows);
            session.add("RELEASE SAVEPOINT refused_rows");
            session.flush();
            return true;
        } catch (RowRefusedException oneOfThem) {
            session.forget();
            session.add("ROLLBACK TO SAVEPOINT refused_rows");
            session.add("RELEASE SAVEPOINT refused_rows");
            return false;
        }
    }

    private void add(RowWrite row) {
        refused.add(row);
        switch (row) {
            case RowWrite.Put put -> atFault.add(put.position());
            case RowWrite.Remove remove -> atFault.add(remove.position());
            case RowWrite.Raise ignored -> {}
        }
    }
}
