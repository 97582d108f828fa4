package io.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ExcerptsTest {

    @Test
    void leavesShortValuesAsTheyAre() {
        assertThat(Excerpts.of(List.of("one", "one", "two"))).containsExactly("one", "one", "two");
    }

    @Test
    void showsWhereLongValuesDiffer() {
        String same = "the boundary layer in simple shear flow past a flat plate";
        assertThat(Excerpts.of(List.of(same, same, same + "!")))
                .containsExactly("...flat plate", "...flat plate", "...flat plate!");
    }

    @Test
    void cutsWhatIsLongBehindTheDifference() {
        assertThat(Excerpts.of(List.of("a" + "x".repeat(50), "b" + "x".repeat(50))))
                .containsExactly("a" + "x".repeat(29) + "...", "b" + "x".repeat(29) + "...");
    }
}
