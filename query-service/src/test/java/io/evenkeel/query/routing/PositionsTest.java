package io.evenkeel.query.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.change.Position;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PositionsTest {

    @Test
    void coversWhatIsAtOrBeforeItInEveryPartition() {
        Positions reached = positions("1:0:5", "1:1:7");

        assertThat(reached.covers(positions("1:0:5"))).isTrue();
        assertThat(reached.covers(positions("1:0:4", "1:1:7"))).isTrue();
        assertThat(reached.covers(positions("1:0:6"))).isFalse();
        assertThat(reached.covers(positions("1:2:0"))).isFalse();
        assertThat(reached.covers(Positions.NONE)).isTrue();
        assertThat(Positions.NONE.covers(reached)).isFalse();
    }

    @Test
    void aLaterEpochIsBeyondEveryOffsetOfAnEarlierOne() {
        assertThat(positions("2:0:0").covers(positions("1:0:999"))).isTrue();
        assertThat(positions("1:0:999").covers(positions("2:0:0"))).isFalse();
    }

    @Test
    void theLatestOfTwoCoversBoth() {
        Positions left = positions("1:0:5", "1:1:7");
        Positions right = positions("1:1:6", "1:2:1");

        assertThat(left.latest(right)).isEqualTo(positions("1:0:5", "1:1:7", "1:2:1"));
        assertThat(right.latest(left)).isEqualTo(left.latest(right));
    }

    @Test
    void theEarliestOfTwoIsCoveredByBoth() {
        Positions left = positions("1:0:5", "1:1:7");
        Positions right = positions("1:1:6", "1:2:1");

        assertThat(left.earliest(right)).isEqualTo(positions("1:1:6"));
        assertThat(right.earliest(left)).isEqualTo(left.earliest(right));
    }

    @Test
    void keepsTheLatestOfEachPartitionThatItIsMadeOf() {
        assertThat(positions("1:0:5", "1:0:9", "1:0:2")).isEqualTo(positions("1:0:9"));
    }

    @Test
    void printsInTheOrderOfPartitions() {
        assertThat(positions("1:10:5", "1:2:7")).hasToString("1:2:7,1:10:5");
    }

    static Positions positions(String... texts) {
        return Positions.of(Stream.of(texts).map(Position::parse).toList());
    }

    static Positions at(int partition, long offset) {
        return Positions.of(List.of(new Position(1, partition, offset)));
    }
}
