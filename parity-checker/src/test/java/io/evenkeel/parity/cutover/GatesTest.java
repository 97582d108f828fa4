package io.evenkeel.parity.cutover;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.control.Stage;
import io.evenkeel.parity.cutover.Gates.Evidence;
import io.evenkeel.parity.search.Recall;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GatesTest {
    private static final Gates.Limits LIMITS =
            new Gates.Limits(Duration.ofMinutes(5), Duration.ofSeconds(10), 100, 0.95);
    private static final Move TO_SUPABASE = new Move.ToSupabase(Stage.DUAL_WRITE);
    private static final Evidence GOOD =
            new Evidence(Duration.ofSeconds(1), Duration.ofSeconds(2), 3L, 0, 0L, List.of(), null);

    @Test
    void goodEvidencePassesAll() {
        assertThat(Gates.of(TO_SUPABASE, GOOD, LIMITS))
                .extracting(Gate::name)
                .containsExactly(
                        "verified",
                        "parity-lag",
                        "writer-lag",
                        "mismatches",
                        "dead-letters",
                        "vector-index",
                        "search-recall");
        assertThat(blocking(TO_SUPABASE, GOOD)).isEmpty();
    }

    @Test
    void eachFaultStopsItsOwnGate() {
        assertThat(blocking(TO_SUPABASE, new Evidence(null, Duration.ZERO, 0L, 0, 0L, List.of(), null)))
                .containsExactly("verified");
        assertThat(blocking(
                        TO_SUPABASE, new Evidence(Duration.ofMinutes(6), Duration.ZERO, 0L, 0, 0L, List.of(), null)))
                .containsExactly("verified");
        assertThat(blocking(
                        TO_SUPABASE, new Evidence(Duration.ZERO, Duration.ofSeconds(11), 0L, 0, 0L, List.of(), null)))
                .containsExactly("parity-lag");
        assertThat(blocking(TO_SUPABASE, new Evidence(Duration.ZERO, Duration.ZERO, 101L, 0, 0L, List.of(), null)))
                .containsExactly("writer-lag");
        assertThat(blocking(TO_SUPABASE, new Evidence(Duration.ZERO, Duration.ZERO, 0L, 1, 0L, List.of(), null)))
                .containsExactly("mismatches");
        assertThat(blocking(TO_SUPABASE, new Evidence(Duration.ZERO, Duration.ZERO, 0L, 0, 1L, List.of(), null)))
                .containsExactly("dead-letters");
    }

    @Test
    void aVectorIndexThatIsMissingStopsOnlyTheWayToSupabase() {
        Evidence loading = new Evidence(Duration.ZERO, Duration.ZERO, 0L, 0, 0L, List.of("search_chunks_hnsw"), null);

        assertThat(blocking(TO_SUPABASE, loading)).containsExactly("vector-index");
        assertThat(blocking(new Move.ToSqlite(Stage.LIVE), loading)).isEmpty();
    }

    @Test
    void searchesThatFindTooLittleOrSomethingElseStopTheWayToSupabase() {
        assertThat(blocking(TO_SUPABASE, searched(0, new Recall(190, 200)))).isEmpty();
        assertThat(blocking(TO_SUPABASE, searched(0, new Recall(189, 200)))).containsExactly("search-recall");
        assertThat(blocking(TO_SUPABASE, searched(1, new Recall(200, 200)))).containsExactly("search-recall");
        assertThat(blocking(TO_SUPABASE, searched(0, null))).isEmpty();
        assertThat(Gates.of(TO_SUPABASE, searched(1, new Recall(189, 200)), LIMITS))
                .contains(new Gate(
                        "search-recall",
                        "0.945 (0.904 to 0.969), 1 of 20 answers differ, 60.0 s ago",
                        "at least 0.950, and the same exact answers",
                        false,
                        true));
        assertThat(Gates.of(TO_SUPABASE, GOOD, LIMITS))
                .filteredOn(gate -> gate.name().equals("search-recall"))
                .singleElement()
                .satisfies(gate -> assertThat(gate.value()).contains("run parity search"));
    }

    private static Evidence searched(long different, @Nullable Recall recall) {
        return new Evidence(
                Duration.ZERO,
                Duration.ZERO,
                0L,
                0,
                0L,
                List.of(),
                new Gates.Searched(20, different, recall, Duration.ofMinutes(1)));
    }

    @Test
    void whatIsNotKnownDoesNotPass() {
        assertThat(blocking(TO_SUPABASE, new Evidence(Duration.ZERO, Duration.ZERO, null, 0, null, null, null)))
                .containsExactly("writer-lag", "dead-letters", "vector-index");
    }

    @Test
    void saysByHowMuch() {
        assertThat(Gates.of(
                        TO_SUPABASE, new Evidence(null, Duration.ofMillis(12_300), 0L, 0, 0L, List.of(), null), LIMITS))
                .contains(
                        new Gate("verified", "never", "within 300.0 s", false, true),
                        new Gate("parity-lag", "12.3 s", "at most 10.0 s", false, true));
    }

    @Test
    void goingBackIsWarnedButNeverStopped() {
        Move back = new Move.ToSqlite(Stage.LIVE);
        Evidence supabaseDown = new Evidence(null, Duration.ofHours(1), null, 7, null, List.of(), null);
        assertThat(Gates.of(back, supabaseDown, LIMITS)).noneMatch(Gate::passed);
        assertThat(blocking(back, supabaseDown)).isEmpty();
    }

    private static List<String> blocking(Move move, Evidence evidence) {
        return Gates.of(move, evidence, LIMITS).stream()
                .filter(Gate::blocks)
                .map(Gate::name)
                .toList();
    }
}
