package io.evenkeel.supabase;

import io.evenkeel.contract.change.RowWrite;
import io.evenkeel.supabase.WriteSession.Answer;
import io.evenkeel.supabase.WriteSession.Command;
import java.util.List;
import java.util.Set;

/**
 * Tells which of several statements has failed and at which row, without reading the error: what Postgres knows of the row
 * (its DETAIL) it keeps to itself where row level security applies to the role.
 *
 * <p>Before each statement its number is noted in a setting of the transaction, which after the rollback says what it said
 * then; and how many rows of the table the transaction has inserted and updated by the server's own count, which a rollback
 * does not take back.
 *
 * <p>The statement is certain. The row is a guess and no proof: a trigger may write, or leave out, rows of its own. Not
 * thread-safe.
 */
final class WrittenRows {
    private static final int UNKNOWN = -1;

    /** Found when the row is in the table already: unique, exclusion, an index row that is too large. */
    private static final Set<String> AFTER_WRITING = Set.of("23505", "23P01", "54000");

    private static final String NOTE = "SELECT set_config('evenkeel.tried', concat_ws(' ', ?::int, t.id,"
            + " pg_stat_get_xact_tuples_inserted(t.id) + pg_stat_get_xact_tuples_updated(t.id)), true)"
            + " FROM (SELECT ?::text::regclass::oid AS id) AS t";

    private static final String NOTE_NUMBER = "SELECT set_config('evenkeel.tried', ?::int::text, true)";

    private static final String NOTED = "SELECT noted[1]::int, coalesce(pg_stat_get_xact_tuples_inserted(noted[2]::oid)"
            + " + pg_stat_get_xact_tuples_updated(noted[2]::oid) - noted[3]::bigint, " + UNKNOWN + ")"
            + " FROM string_to_array(current_setting('evenkeel.tried'), ' ') AS noted";

    private int number = UNKNOWN;
    private long written = UNKNOWN;

    /**
     * To be run before the savepoint that the statement is under.
     *
     * @param number what to call it
     * @param first one of its rows; all are of one entity
     */
    static Command note(int number, RowWrite first) {
        String table = "public." + ColumnMapping.quoted(first.key().entity());
        return first instanceof RowWrite.Put
                ? new Command(NOTE, List.of(number, table), Answer.IGNORED)
                : new Command(NOTE_NUMBER, List.of(number), Answer.IGNORED);
    }

    /** To be run when the failed statement has been rolled back; the answer is for {@link #number} and {@link #suspect}. */
    Command read() {
        return Command.query(NOTED, List.of(), row -> {
            number = row.getInt(1);
            written = row.getLong(2);
        });
    }

    /** Which statement it was. */
    int number() {
        return number;
    }

    /** Whether the row was in the table when it was refused, for what other rows there are. */
    static boolean afterWriting(RowRefusedException cause) {
        return AFTER_WRITING.contains(cause.sqlState());
    }

    /**
     * The row that the statement has probably failed at.
     *
     * @param cause why it was refused
     * @param rows how many it was to write
     * @return the row's place among them, or -1 when the counts make no sense or all had been written
     */
    int suspect(RowRefusedException cause, int rows) {
        long place = written == UNKNOWN || !afterWriting(cause) ? written : written - 1;
        return place >= 0 && place < rows ? (int) place : UNKNOWN;
    }
}
