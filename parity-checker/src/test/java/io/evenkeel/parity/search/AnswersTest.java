package io.evenkeel.parity.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.store.Rows;
import io.evenkeel.contract.store.ScoredRow;
import io.evenkeel.contract.store.Snapshot;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.parity.search.Answers.Outcome;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AnswersTest {
    private static final long EPOCH = 7;

    @Test
    void theSameRowsWithTheSameScoresAreEqualWhereverTheStoresStand() {
        Answers answers = answers(at(5, hit("a", 0.9), hit("b", 0.9)), at(3, hit("a", 0.9), hit("b", 0.9)));
        assertThat(outcome(answers, 9)).isEqualTo(Outcome.EQUAL);
        assertThat(answers.firstDifference()).isZero();
    }

    @Test
    void anotherRowScoreOrOrderDiffers() {
        Snapshot<List<ScoredRow>> two = at(5, hit("a", 0.9), hit("b", 0.8));
        Answers row = answers(two, at(5, hit("a", 0.9), hit("c", 0.8)));
        assertThat(outcome(row, 5)).isEqualTo(Outcome.DIFFERENT);
        assertThat(row.firstDifference()).isEqualTo(2);
        assertThat(outcome(answers(two, at(5, hit("a", 0.9), hit("b", Math.nextUp(0.8)))), 5))
                .isEqualTo(Outcome.DIFFERENT);
        assertThat(outcome(answers(at(5, hit("a", 0.9), hit("b", 0.9)), at(5, hit("b", 0.9), hit("a", 0.9))), 5))
                .isEqualTo(Outcome.DIFFERENT);
        Answers fewer = answers(two, at(5, hit("a", 0.9)));
        assertThat(outcome(fewer, 5)).isEqualTo(Outcome.DIFFERENT);
        assertThat(fewer.firstDifference()).isEqualTo(2);
    }

    @Test
    void aRowThatOneStoreHasNotComeToIsNoDifferenceYet() {
        Answers answers = answers(at(5, hit("a", 0.9)), at(4, hit("b", 0.8)));
        assertThat(outcome(answers, 5)).isEqualTo(Outcome.IN_FLIGHT);
        assertThat(outcome(answers, 4)).isEqualTo(Outcome.DIFFERENT);
    }

    @Test
    void recallCountsRowsThatAreAsNearAsTheLast() {
        Snapshot<List<ScoredRow>> exact = at(5, hit("a", 0.9), hit("b", 0.8), hit("c", 0.8));
        assertThat(recalled(exact, at(5, hit("a", 0.9), hit("b", 0.8), hit("d", 0.8))))
                .isEqualTo(3);
        assertThat(recalled(exact, at(5, hit("a", 0.9), hit("d", 0.8), hit("e", 0.7))))
                .isEqualTo(2);
        assertThat(recalled(exact, at(5))).isZero();
        assertThat(recalled(at(5), at(5))).isZero();
    }

    private static long recalled(Snapshot<List<ScoredRow>> exact, Snapshot<List<ScoredRow>> served) {
        return new Answers(exact, exact, served).recalled();
    }

    private static Outcome outcome(Answers answers, long lastChange) {
        return answers.outcome(keys -> changed(keys, lastChange));
    }

    private static Map<RowKey, Position> changed(Set<RowKey> keys, long offset) {
        return keys.stream().collect(Collectors.toMap(key -> key, key -> new Position(EPOCH, 0, offset)));
    }

    private static Answers answers(Snapshot<List<ScoredRow>> sqlite, Snapshot<List<ScoredRow>> supabase) {
        return new Answers(sqlite, supabase, supabase);
    }

    private static Snapshot<List<ScoredRow>> at(long applied, ScoredRow... hits) {
        return new Snapshot<>(
                Arrays.asList(hits), Map.of(0, new StorePosition(0, applied + 1, new Position(EPOCH, 0, applied))));
    }

    private static ScoredRow hit(String id, double score) {
        return new ScoredRow(Rows.document(id, "title"), score);
    }
}
