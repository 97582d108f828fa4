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

    /** The longest that it can be. */
    Duration limit() {
        return given == null ? LONGEST : given;
    }

    /** The expression that sets it for a transaction. */
    String sql() {
        String limit = "'" + limit().toMillis() + "ms'";
        if (given != null) {
            return "set_config('statement_timeout', " + limit + ", true)";
        }
        String set = "current_setting('statement_timeout')";
        return "set_config('statement_timeout', CASE WHEN " + set + "::interval > '0' AND " + set + "::interval < "
                + limit + " THEN " + set + " ELSE " + limit + " END, true)";
    }
}
