package io.evenkeel.supabase;

import static io.evenkeel.contract.store.Rows.document;
import static io.evenkeel.contract.store.Rows.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.change.Change.Upsert;
import io.evenkeel.contract.store.ApplyResult;
import io.evenkeel.contract.store.LogOfChanges;
import io.evenkeel.contract.store.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Which row is refused is guessed from the server's counts. A right guess saves attempts, which the server counts here, and a
 * wrong one does no harm.
 */
class SuspectedRowsIT {
    private static final int ROWS = 500;
    private static final Set<Integer> AT_FAULT = Set.of(0, 57, 58, 211, 499);
    private static final String REFUSED = "refused";
    private static final String LEFT_OUT = "left out";

    private static final String CHECK =
            "ALTER TABLE documents ADD CONSTRAINT no_refused CHECK (title IS NULL OR title <> '" + REFUSED + "')";
    private static final String RAISED = trigger("BEFORE", "RAISE 'no'");
    private static final String RAISED_ABOUT_ANOTHER = trigger("BEFORE", "RAISE 'no' USING DETAIL = 'Key (id)=(d1)'");
    private static final String RAISED_IN_THE_END = trigger("AFTER", "RAISE 'no'");
    /** Rows that never arrive make the counts too small, and the suspect one that is in front of the one at fault. */
    private static final String SOME_LEFT_OUT = "CREATE FUNCTION leave_out() RETURNS trigger LANGUAGE plpgsql AS"
            + " $$ BEGIN RETURN NULL; END $$; CREATE TRIGGER a_leaves_out BEFORE INSERT ON documents FOR EACH ROW"
            + " WHEN (NEW.title = '" + LEFT_OUT + "') EXECUTE FUNCTION leave_out()";
    /** And rows that nobody sent make them too large. */
    private static final String MORE_WRITTEN = "CREATE FUNCTION copy() RETURNS trigger LANGUAGE plpgsql AS"
            + " $$ BEGIN INSERT INTO documents (id, path, type) VALUES ('copy of ' || NEW.id, 'p', 'pdf')"
            + " ON CONFLICT DO NOTHING; RETURN NEW; END $$;"
            + " CREATE TRIGGER a_copies BEFORE INSERT ON documents FOR EACH ROW"
            + " WHEN (NEW.id NOT LIKE 'copy%') EXECUTE FUNCTION copy()";

    private final TestDatabase database = TestDatabase.create();
    private final SupabaseStore store = database.open();
    private final LogOfChanges log = new LogOfChanges(1_000, 1);
    private final List<Refusal> refusals = new ArrayList<>();

    @BeforeEach
    void countAttempts() {
        database.sql(
                "CREATE SEQUENCE statements",
                "CREATE SEQUENCE attempts",
                "CREATE FUNCTION count_one() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS"
                        + " $$ BEGIN PERFORM nextval('public.' || TG_ARGV[0]); RETURN NEW; END $$",
                "CREATE TRIGGER counts_statements BEFORE INSERT ON documents FOR EACH STATEMENT"
                        + " EXECUTE FUNCTION count_one('statements')",
                "CREATE TRIGGER b_counts_attempts BEFORE INSERT ON documents FOR EACH ROW" + " WHEN (NEW.title = '"
                        + REFUSED + "') EXECUTE FUNCTION count_one('attempts')");
    }

    @AfterEach
    void close() {
        store.close();
    }

    @ParameterizedTest
    @MethodSource("constraints")
    void areRefusedAndNoOthersWhateverIsSuspected(String ignoredName, List<String> constraints) {
        constraints.forEach(database::sql);
        apply(0);

        assertThat(apply(1)).isEqualTo(new ApplyResult(ROWS - AT_FAULT.size(), 0, 0, AT_FAULT.size()));

        assertThat(refused()).containsExactlyElementsOf(atFault(1));
        assertThat(database.sql("SELECT id FROM documents WHERE id LIKE 'd1-%' ORDER BY title::bigint"))
                .containsExactlyElementsOf(Stream.iterate(0, i -> i + 1)
                        .limit(ROWS)
                        .filter(i -> !AT_FAULT.contains(i))
                        .map(i -> "d1-" + i)
                        .toList());
    }

    static Stream<Arguments> constraints() {
        return Stream.of(
                Arguments.of("found before writing", List.of(CHECK)),
                Arguments.of("raised", List.of(RAISED)),
                Arguments.of("raised, naming another", List.of(RAISED_ABOUT_ANOTHER)),
                Arguments.of("raised when all are written", List.of(RAISED_IN_THE_END)),
                Arguments.of("an innocent one is suspected, behind it", List.of(CHECK, MORE_WRITTEN)),
                Arguments.of(
                        "found in an index",
                        List.of(
                                "CREATE UNIQUE INDEX ON documents (title) WHERE title = '" + REFUSED + "'",
                                "INSERT INTO documents (id, path, type, title) VALUES ('x', 'x', 'pdf', '" + REFUSED
                                        + "')")));
    }

    @Test
    void areRefusedWhereRowsThatNeverArriveMisleadTheCounts() {
        database.sql(CHECK);
        database.sql(SOME_LEFT_OUT);
        for (int i = 0; i < ROWS; i++) {
            add("d" + i, i % 100 == 70 ? REFUSED : i % 10 == 3 ? LEFT_OUT : "" + i);
        }

        assertThat(store.writer().apply(log.take(), refusals::addAll)).isEqualTo(new ApplyResult(ROWS - 5, 0, 0, 5));

        assertThat(refused()).containsExactly("d70", "d170", "d270", "d370", "d470");
        assertThat(database.sql("SELECT count(*) FROM documents")).containsExactly("" + (ROWS - 5 - ROWS / 10));
    }

    /** Which of two is refused is for their order to say. */
    @Test
    void theLaterOfTwoThatExcludeEachOtherIsRefused() {
        database.sql("CREATE UNIQUE INDEX ON documents (title)");
        for (int i = 0; i < ROWS; i++) {
            add("d" + i, "" + (i == 300 ? 290 : i));
        }

        store.writer().apply(log.take(), refusals::addAll);

        assertThat(refused()).containsExactly("d300");
    }

    /** With others and alone; and the first once more, which shows that guesses can be right. */
    @Test
    void costTwoAttemptsEachWhereTheGuessIsRight() {
        database.sql(CHECK);
        apply(0);
        restartCounts();

        apply(1);

        assertThat(count("attempts")).isEqualTo(2L * AT_FAULT.size() + 1);
        assertThat(count("statements")).isLessThanOrEqualTo(ROWS / 40 + 3L * AT_FAULT.size());
    }

    @Test
    void costMoreWhereNothingIsSuspected() {
        database.sql(RAISED_IN_THE_END);
        apply(0);
        restartCounts();

        apply(1);

        assertThat(count("attempts")).isGreaterThan(4L * AT_FAULT.size());
    }

    private ApplyResult apply(int round) {
        refusals.clear();
        for (int i = 0; i < ROWS; i++) {
            add("d" + round + "-" + i, AT_FAULT.contains(i) ? REFUSED : "" + i);
        }
        return store.writer().apply(log.take(), refusals::addAll);
    }

    private void add(String id, String title) {
        log.add(key("documents", id), new Upsert(document(id, title)));
    }

    private List<String> refused() {
        return refusals.stream()
                .map(refusal -> refusal.consumed().changeSet().root().key())
                .toList();
    }

    private static List<String> atFault(int round) {
        return AT_FAULT.stream().sorted().map(i -> "d" + round + "-" + i).toList();
    }

    private void restartCounts() {
        database.sql("SELECT setval('statements', 1, false), setval('attempts', 1, false)");
    }

    private long count(String sequence) {
        return Long.parseLong(database.sql("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM " + sequence)
                .getFirst());
    }

    private static String trigger(String when, String raise) {
        return "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " + raise
                + "; END $$; CREATE TRIGGER z_refuses " + when + " INSERT OR UPDATE ON documents FOR EACH ROW"
                + " WHEN (NEW.title = '" + REFUSED + "') EXECUTE FUNCTION refuse()";
    }
}
