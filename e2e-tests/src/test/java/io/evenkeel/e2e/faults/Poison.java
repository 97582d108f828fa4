package io.evenkeel.e2e.faults;

import io.evenkeel.sqlite.SqliteStore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
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

    /** Has SQLite refuse the same, in a file that is not written yet. */
    static void forbidInSqlite(Installation installation) {
        try (SqliteStore store = SqliteStore.open(
                        installation.sqlite(),
                        Installation.CATALOGUE,
                        installation.topics().changes());
                Connection connection = DriverManager.getConnection("jdbc:sqlite:" + installation.sqlite());
                Statement statement = connection.createStatement()) {
            store.writer().prepare();
            statement.execute("CREATE TRIGGER good_title BEFORE INSERT ON "
                    + Installation.CATALOGUE.entity("chat_sessions").sqliteTable() + " WHEN NEW.title = '" + FORBIDDEN
                    + "' BEGIN SELECT RAISE(ABORT, 'no good title'); END");
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
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
