package io.evenkeel.embedding.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RunPlanTest {

    @Test
    void putsTextsOfLikeLengthTogetherLongestFirst() {
        assertThat(RunPlan.group(List.of(10, 200, 90, 100, 20), 256))
                .containsExactly(List.of(1), List.of(3, 2), List.of(4, 0));
    }

    @Test
    void runsATextAloneThatIsLongerThanARun() {
        assertThat(RunPlan.group(List.of(300, 300), 256)).containsExactly(List.of(0), List.of(1));
    }

    @Test
    void fillsARun() {
        assertThat(RunPlan.group(List.of(64, 64, 64, 64, 64), 256)).containsExactly(List.of(0, 1, 2, 3), List.of(4));
    }
}
