package io.evenkeel.supabase;

import io.evenkeel.contract.change.RowWrite;
import io.evenkeel.supabase.WriteSession.Command;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a part's rows, and copies those that are presumed to be new into the tables that allow it: Postgres refuses
 * {@code COPY FROM} where row level security applies to the role, runs no rules for it, and takes values of a column's own
 * type alone. What is not copied is inserted, which comes to the same and costs more. Not thread-safe.
 */
final class RowCopies {
    private static final String ADMITS =
            "SELECT c.relkind = 'r' AND NOT c.relhasrules AND NOT row_security_active(c.oid)"
                    + " AND NOT EXISTS (SELECT FROM unnest(?::text[], ?::text[]) AS wanted (name, type)"
                    + " WHERE NOT EXISTS (SELECT FROM pg_attribute AS a JOIN pg_type AS t ON t.oid = a.atttypid"
                    + " WHERE a.attrelid = c.oid AND a.attname = wanted.name AND t.typname = wanted.type))"
                    + " FROM pg_class AS c WHERE c.oid = ?::text::regclass";

    /** Fewer cost less in a statement, which goes out together with others; a copy goes by itself. */
    static final int LEAST_ROWS = 100;

    private final CatalogueSql sql;
    private final int leastRows;
    private final Map<String, Boolean> admitting = new HashMap<>();

    /** @param leastRows fewer of an entity are not copied */
    RowCopies(CatalogueSql sql, int leastRows) {
        this.sql = sql;
        this.leastRows = leastRows;
    }

    /** Asks the server again before the next rows: where it was altered since, transactions fail. */
    void forget() {
        admitting.clear();
    }

    /**
     * Does the writes; what is not copied may still be queued. Throws what {@link WriteSession#flush} does. The parameters
     * are those of {@link WriteCommands}.
     */
    void write(WriteSession session, StoredRows stored, List<RowWrite> writes, int mostRows) {
        WriteCommands commands = new WriteCommands(sql, stored, session::add, mostRows);
        List<RowWrite> others = new ArrayList<>();
        for (List<RowWrite> some : grouped(writes, stored)) {
            if (isNew(some.getFirst(), stored) && admits(session, some)) {
                commands.add(others);
                others.clear();
                for (int from = 0; from < some.size(); from += mostRows) {
                    copy(session, some.subList(from, Math.min(some.size(), from + mostRows)));
                }
            } else {
                others.addAll(some);
            }
        }
        commands.add(others);
    }

    /** New rows of an entity together: entities keep their order, and so foreign keys hold. */
    private static Iterable<List<RowWrite>> grouped(List<RowWrite> writes, StoredRows stored) {
        Map<Object, List<RowWrite>> groups = new LinkedHashMap<>();
        for (RowWrite write : writes) {
            Object group = isNew(write, stored)
                    ? write.key().entity()
                    : List.of(write.getClass(), write.key().entity());
            groups.computeIfAbsent(group, first -> new ArrayList<>()).add(write);
        }
        return groups.values();
    }

    /** A tombstone would have to be removed, too. */
    private static boolean isNew(RowWrite write, StoredRows stored) {
        return write instanceof RowWrite.Put && stored.isPresumedNew(write.key()) && !stored.hasTombstone(write.key());
    }

    private boolean admits(WriteSession session, List<RowWrite> rows) {
        if (rows.size() < leastRows) {
            return false;
        }
        EntityWrites entity = sql.writesOf(rows.getFirst().key().entity());
        Boolean known = admitting.get(entity.table());
        return known == null ? ask(session, entity) : known;
    }

    private boolean ask(WriteSession session, EntityWrites entity) {
        Map<String, String> columns = entity.copied();
        List<Object> parameters =
                List.of(BinaryArray.ofTexts(columns.keySet()), BinaryArray.ofTexts(columns.values()), entity.table());
        session.add(Command.query(ADMITS, parameters, row -> admitting.put(entity.table(), row.getBoolean(1))));
        session.flush();
        return admitting.getOrDefault(entity.table(), false);
    }

    private void copy(WriteSession session, List<RowWrite> puts) {
        EntityWrites entity = sql.writesOf(puts.getFirst().key().entity());
        session.copy(entity.copy(), copy -> {
            BinaryRows rows = new BinaryRows(copy, entity.copied().size());
            for (RowWrite put : puts) {
                rows.begin();
                entity.encode((RowWrite.Put) put, () -> rows);
            }
            rows.end();
        });
    }
}
