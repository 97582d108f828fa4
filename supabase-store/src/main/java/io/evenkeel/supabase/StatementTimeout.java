package io.evenkeel.supabase;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a statement may run before the server ends it, which is a transient failure.
 *
 * @param given by the operator; null for what the server has set for the role, at most {@link #LONGEST}
 */
record StatementTimeout(@Nullable Duration given) {
    /** Where neither the operator nor the server says. */
    static final Duration LONGEST = Duration.ofSeconds(60);

    /**
     * How long a transaction may wait for its writer. One that froze in the middle of a batch holds its positions locked,
     * and whoever takes its partitions over would wait for them without end.
     */
    static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final String FULL = "current_setting('evenkeel.statement_timeout')";

    /** While rows may be copied: the server waits for their writer as long as for any statement. */
    static final String SHORTENED = "SELECT set_config('statement_timeout', CASE WHEN " + FULL + "::interval < '"
            + PATIENCE.toSeconds() + "s' THEN " + FULL + " ELSE '" + PATIENCE.toSeconds() + "s' END, true)";

    /** As {@link #sql} has set it. */
    static final String RESTORED = "SELECT set_config('statement_timeout', " + FULL + ", true)";

    /** The longest that it can be. */
    Duration limit() {
        return given == null ? LONGEST : given;
    }

    /** The expression that sets it for a transaction. */
    String sql() {
        return "set_config('evenkeel.statement_timeout', " + timeout() + ", true)";
    }

    private String timeout() {
        String limit = "'" + limit().toMillis() + "ms'";
        if (given != null) {
            return "set_config('statement_timeout', " + limit + ", true)";
        }
        String set = "current_setting('statement_timeout')";
        return "set_config('statement_timeout', CASE WHEN " + set + "::interval > '0' AND " + set + "::interval < "
                + limit + " THEN " + set + " ELSE " + limit + " END, true)";
    }
}
