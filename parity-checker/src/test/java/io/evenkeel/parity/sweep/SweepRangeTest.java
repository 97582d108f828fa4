package io.evenkeel.parity.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.store.KeyRange.Bound;
import io.evenkeel.contract.value.RowKey;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SweepRangeTest {
    @Test
    void endsWhereEveryWitnessWasRead() {
        SweepRange range = SweepRange.of(null, List.of(keys("a", "b", "d"), keys("a", "c", "e"), keys("a")), 3);
        assertThat(range.upTo()).isEqualTo(new Bound("default", "d"));
        assertThat(range.keys()).isEqualTo(keys("a", "b", "c", "d"));
        assertThat(range.isLast()).isFalse();
    }

    @Test
    void isTheLastWhenNoPageGoesOn() {
        SweepRange range = SweepRange.of(new Bound("default", "c"), List.of(keys("d"), keys(), keys("e", "f")), 3);
        assertThat(range.isLast()).isTrue();
        assertThat(range.keys()).isEqualTo(keys("d", "e", "f"));
    }

    @Test
    void findsExtraRowsBetweenAndBeyondTheLedgersKeys() {
        SweepRange range = SweepRange.of(null, List.of(keys("b", "z"), keys("b"), keys("b")), 1_000);
        assertThat(range.keys()).isEqualTo(keys("b", "z"));
    }

    @Test
    void ordersKeysAsBothStoresDo() {
        SweepRange range = SweepRange.of(null, List.of(keys("\uFFFD"), keys("\uD83D\uDE00")), 1);
        assertThat(range.upTo()).isEqualTo(new Bound("default", "\uFFFD"));
        assertThat(range.keys()).isEqualTo(keys("\uFFFD"));
    }

    private static List<RowKey> keys(String... keys) {
        return Arrays.stream(keys)
                .map(key -> new RowKey("documents", "default", key))
                .toList();
    }
}
