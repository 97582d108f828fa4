package io.evenkeel.supabase;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.change.RowWrite;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds which of a part's rows Postgres refuses, after it has refused the part: the rows of one statement at a time, and of a
 * statement that fails, halves. That takes fewer and smaller statements than trying change sets would, of which each
 * writes to several tables. Who uses it rolls back what it has written.
 */
final class RefusedRows {
    private final CatalogueSql sql;
    private final StoredRows stored;
    private final WriteSession session;
    private final int mostRows;
    private final Set<Position> found = new HashSet<>();

    /** The parameters are those of {@link WriteCommands}. */
    RefusedRows(CatalogueSql sql, StoredRows stored, WriteSession session, int mostRows) {
        this.sql = sql;
        this.stored = stored;
        this.session = session;
        this.mostRows = mostRows;
    }

    /**
     * Writes what can be written.
     *
     * @param writes ordered as {@link io.evenkeel.contract.change.BatchPlan#writes} are
     * @return the change sets of which a row was refused; none when all passed, or when it was a raised sequence
     */
    Set<Position> find(List<RowWrite> writes) {
        int from = 0;
        for (int i = 1; i <= writes.size(); i++) {
            if (i == writes.size() || !ofOneStatement(writes.get(from), writes.get(i))) {
                tryRows(writes.subList(from, i));
                from = i;
            }
        }
        return found;
    }

    private static boolean ofOneStatement(RowWrite one, RowWrite other) {
        return one.getClass() == other.getClass()
                && one.key().entity().equals(other.key().entity());
    }

    private void tryRows(List<RowWrite> rows) {
        session.add("SAVEPOINT refused_rows");
        try {
            new WriteCommands(sql, stored, session, mostRows).add(rows);
            session.add("RELEASE SAVEPOINT refused_rows");
            session.flush();
        } catch (RowRefusedException refused) {
            session.forget();
            session.add("ROLLBACK TO SAVEPOINT refused_rows");
            session.add("RELEASE SAVEPOINT refused_rows");
            if (rows.size() == 1) {
                add(rows.getFirst());
            } else {
                tryRows(rows.subList(0, rows.size() / 2));
                tryRows(rows.subList(rows.size() / 2, rows.size()));
            }
        }
    }

    private void add(RowWrite refused) {
        switch (refused) {
            case RowWrite.Put put -> found.add(put.position());
            case RowWrite.Remove remove -> found.add(remove.position());
            // Whose sequence it was is not known.
            case RowWrite.Raise ignored -> {}
        }
    }
}
