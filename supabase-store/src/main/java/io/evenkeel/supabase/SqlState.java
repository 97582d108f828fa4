package io.evenkeel.supabase;

import java.util.Set;

/** What a SQLSTATE means to the writer (see "PostgreSQL Error Codes" in its manual). */
final class SqlState {
    /** Data exception, integrity violation, check option, program limit (an index row too large), raised by a trigger. */
    private static final Set<String> CLASSES_OF_THE_ROW = Set.of("22", "23", "44", "54", "P0");

    private SqlState() {}

    /**
     * Whether the row that was written is at fault, so that no retry can help. Every other state (connection, resources,
     * lock, shutdown, privileges, schema) is the database's and may pass.
     */
    static boolean blamesTheRow(String state) {
        return state.length() == 5 && CLASSES_OF_THE_ROW.contains(state.substring(0, 2));
    }
}
