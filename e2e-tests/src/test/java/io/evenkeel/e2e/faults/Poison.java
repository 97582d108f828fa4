package io.evenkeel.e2e.faults;

import java.util.Set;

/** Kinds of events that nothing can make fit, by who is the first to see it. */
enum Poison {
    NOT_JSON("embedding"),
    UNKNOWN_TYPE("embedding"),
    MISSING_COLUMN("embedding"),
    UNKNOWN_COLUMN("embedding"),
    NUL_CHARACTER("embedding"),
    NUMBER_OUT_OF_RANGE("embedding"),
    WRONG_KEY("embedding"),
    WRONG_PARTITION("embedding"),
    BLANK_TEXT("embedding"),
    FOREIGN_VECTOR("embedding"),
    /** Seen when the batch is planned: its owner never existed. */
    ORPHAN("sqlite", "supabase"),
    /** Only Postgres sees it, by a constraint that the test has added there. */
    CONSTRAINT("supabase");

    /** What the constraint forbids. */
    static final String FORBIDDEN = "forbidden in Supabase";

    /** Adds the constraint. */
    static void forbid(Installation installation) {
        Sql.execute(
                installation.owner(),
                "ALTER TABLE chat_sessions ADD CONSTRAINT good_title CHECK (title <> '" + FORBIDDEN + "')");
    }

    private final Set<String> refusedBy;

    Poison(String... refusedBy) {
        this.refusedBy = Set.of(refusedBy);
    }

    /** The labels that its dead letters have as their store. */
    Set<String> refusedBy() {
        return refusedBy;
    }
}
