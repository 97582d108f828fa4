package io.evenkeel.supabase;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.change.RowWrite;
import io.evenkeel.supabase.WriteSession.Command;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds which of a part's rows Postgres refuses: writes some rows of one statement at a time, each under a savepoint. Of
 * those that fail, the one that {@link WrittenRows} suspects is tried alone, after those before it and before those
 * behind it. Once a suspect has failed alone, the next are set aside, and the others go on without them: it is for the user
 * to try each alone. Where nothing is suspected, or a suspect was innocent, halves are tried. The order of the rows
 * stays as it is, but for those that are set aside.
 *
 * <p>Statements go out while the next are made, as if nothing failed. What has been written is for the user to keep or to roll
 * back.
 */
final class RefusedRows {
    /** Were a larger part of the rows suspected, it would be for nothing too often. */
    private static final int MOST_SET_ASIDE = 4;

    private static final String UNIQUE_VIOLATION = "23505";

    private final CatalogueSql sql;
    private final StoredRows stored;
    private final WriteSession session;
    private final int mostRows;
    private final int together;
    private final WrittenRows written = new WrittenRows();
    private final Deque<RowWrite> untried = new ArrayDeque<>();
    private final Deque<Group> narrowed = new ArrayDeque<>();
    private final List<Group> sent = new ArrayList<>();
    private final Map<Position, Fault> atFault = new HashMap<>();
    private final Set<RowWrite> refused = Collections.newSetFromMap(new IdentityHashMap<>());
    private int total;
    private boolean trusting = true;
    private boolean confirmed;

    /**
     * The other parameters are those of {@link WriteCommands}.
     *
     * @param together how many rows to try together
     */
    RefusedRows(CatalogueSql sql, StoredRows stored, WriteSession session, int mostRows, int together) {
        this.sql = sql;
        this.stored = stored;
        this.session = session;
        this.mostRows = mostRows;
        this.together = Math.min(together, mostRows);
    }

    /**
     * What was found.
     *
     * @param refused the writes that were refused or only suspected, as they were given
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
     * @param rows how many of its rows were refused or only suspected; of several together, nobody knows which
     * @param cause why the first of them was
     */
    record Fault(int rows, RowRefusedException cause) {}

    /**
     * Rows of one statement.
     *
     * @param origin where they come from
     */
    private record Group(List<RowWrite> rows, Origin origin) {
        boolean single() {
            return rows.size() == 1;
        }
    }

    private enum Origin {
        UNTRIED,
        /** They had been written when the suspect failed. */
        BEFORE_SUSPECT,
        SUSPECT,
        HALF,
        /** Its other half is tried first, and when that passes this one need not be tried as a whole. */
        OTHER_HALF
    }

    /**
     * Writes what can be written.
     *
     * @param writes ordered as {@link io.evenkeel.contract.change.BatchPlan#writes} are
     * @throws RowRefusedException when a row that was presumed new was not
     */
    Found find(List<RowWrite> writes) {
        untried.addAll(writes);
        total = writes.size();
        while (!untried.isEmpty() || !narrowed.isEmpty()) {
            try {
                if (narrowed.isEmpty()) {
                    tryNext();
                } else {
                    tryByItself(narrowed.pop());
                }
                if (untried.isEmpty() || together == 1) {
                    flush();
                }
            } catch (RowRefusedException cause) {
                failed(cause);
            }
        }
        boolean wholly =
                writes.stream().noneMatch(write -> atFault.containsKey(position(write)) && !refused.contains(write));
        return new Found(refused, atFault, wholly);
    }

    /** Whether a row was there already, so that none can be presumed to be new. */
    static boolean contradicts(RowRefusedException cause) {
        return cause.sqlState().equals(UNIQUE_VIOLATION);
    }

    /** Whose sequence it is that is raised is not known. */
    private static @Nullable Position position(RowWrite write) {
        return switch (write) {
            case RowWrite.Put put -> put.position();
            case RowWrite.Remove remove -> remove.position();
            case RowWrite.Raise ignored -> null;
            case RowWrite.Erase ignored -> null;
        };
    }

    /** What is of a change set at fault cannot stay in any case. */
    private void tryNext() {
        List<RowWrite> rows = new ArrayList<>(together);
        RowWrite first = untried.element();
        while (rows.size() < together && !untried.isEmpty() && ofOneStatement(first, untried.element())) {
            RowWrite row = untried.pop();
            Fault fault = atFault.get(position(row));
            if (fault == null) {
                rows.add(row);
            } else {
                add(row, fault.cause());
            }
        }
        if (!rows.isEmpty()) {
            send(new Group(rows, Origin.UNTRIED));
        }
    }

    private static boolean ofOneStatement(RowWrite one, RowWrite other) {
        return one.getClass() == other.getClass()
                && one.key().entity().equals(other.key().entity());
    }

    /** Whether nothing goes out beside it, so that it is the one that fails. */
    private boolean goesAlone(Group group) {
        return group.origin() != Origin.UNTRIED || together == 1;
    }

    /** Its outcome decides what is tried next. */
    private void tryByItself(Group group) {
        if (group.origin() == Origin.OTHER_HALF && !group.single()) {
            halve(group.rows());
            return;
        }
        flush();
        send(group);
        flush();
        if (group.origin() == Origin.SUSPECT) {
            trusting = false;
        }
    }

    private void send(Group group) {
        List<Command> commands = new ArrayList<>();
        try {
            new WriteCommands(sql, stored, commands::add, mostRows).add(group.rows());
        } catch (RowRefusedException unencodable) {
            refuse(group, unencodable, -1);
            return;
        }
        if (!goesAlone(group) || trusting && !group.single()) {
            session.add(WrittenRows.note(sent.size(), group.rows().getFirst()));
        }
        sent.add(group);
        session.add("SAVEPOINT refused_rows");
        commands.forEach(session::add);
        session.add("RELEASE SAVEPOINT refused_rows");
    }

    private void flush() {
        session.flush();
        sent.clear();
    }

    /** Nothing came of those that were sent after the one that failed. */
    private void failed(RowRefusedException cause) {
        session.forget();
        if (stored.presumes() && contradicts(cause)) {
            throw cause;
        }
        session.add("ROLLBACK TO SAVEPOINT refused_rows");
        session.add("RELEASE SAVEPOINT refused_rows");
        Group failed = sent.getFirst();
        trusting &= failed.origin() != Origin.BEFORE_SUSPECT;
        confirmed |= failed.origin() == Origin.SUSPECT;
        boolean suspecting = trusting && !failed.single();
        if (sent.size() > 1 || suspecting) {
            session.add(written.read());
            session.flush();
            failed = sent.get(written.number());
            sent.subList(written.number() + 1, sent.size()).reversed().forEach(this::putBack);
        }
        sent.clear();
        refuse(failed, cause, suspecting ? written.suspect(cause, failed.rows().size()) : -1);
    }

    /** @param suspect the place of a row among those of the group, or -1 */
    private void refuse(Group group, RowRefusedException cause, int suspect) {
        if (group.origin() == Origin.HALF && !narrowed.isEmpty()) {
            // That this half fails says nothing of the other.
            narrowed.push(new Group(narrowed.pop().rows(), Origin.HALF));
        }
        List<RowWrite> rows = group.rows();
        if (group.single()) {
            add(rows.getFirst(), cause);
        } else if (suspect < 0) {
            halve(rows);
        } else if (confirmed && !WrittenRows.afterWriting(cause) && refused.size() < total / MOST_SET_ASIDE) {
            add(rows.get(suspect), cause);
            putBack(new Group(rows.subList(suspect + 1, rows.size()), group.origin()));
            putBack(new Group(rows.subList(0, suspect), group.origin()));
        } else {
            putBack(new Group(rows.subList(suspect + 1, rows.size()), group.origin()));
            narrowed.push(new Group(List.of(rows.get(suspect)), Origin.SUSPECT));
            if (suspect > 0) {
                narrowed.push(new Group(rows.subList(0, suspect), Origin.BEFORE_SUSPECT));
            }
        }
    }

    private void putBack(Group group) {
        if (group.origin() == Origin.UNTRIED) {
            group.rows().reversed().forEach(untried::push);
        } else if (!group.rows().isEmpty()) {
            narrowed.push(group);
        }
    }

    private void halve(List<RowWrite> rows) {
        int half = rows.size() / 2;
        narrowed.push(new Group(rows.subList(half, rows.size()), Origin.OTHER_HALF));
        narrowed.push(new Group(rows.subList(0, half), Origin.HALF));
    }

    private void add(RowWrite row, RowRefusedException cause) {
        refused.add(row);
        Position position = position(row);
        if (position != null) {
            atFault.merge(position, new Fault(1, cause), (before, now) -> new Fault(before.rows() + 1, before.cause()));
        }
    }
}
