package io.evenkeel.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TournamentTest {
    private final List<String> trials = new ArrayList<>();

    @Test
    void interleavesTheRoundsAndTurnsTheOrder() throws Exception {
        run(new Tournament(2, false, line -> {}), entry("a", 10), entry("b", 20));

        assertThat(trials).containsExactly("a", "b", "b", "a");
    }

    @Test
    void letsTheFastestVariantCompete() throws Exception {
        Entry variants = new Entry("a", List.of(contender("slow", 30, true), contender("fast", 10, true)));

        Results results = run(new Tournament(1, true, line -> {}), variants, entry("b", 20));

        assertThat(results.standings().getFirst().contender()).isEqualTo("fast");
        assertThat(trials).endsWith("fast", "b");
    }

    @Test
    void comparesRoundByRound() throws Exception {
        Results results = run(new Tournament(3, false, line -> {}), entry("a", 10), entry("b", 20));

        Results.Verdict verdict = results.verdicts().getFirst();
        assertThat(verdict.ratio().median()).isEqualTo(2.0);
        assertThat(verdict.held()).isTrue();
        assertThat(new Report("test", java.util.Map.of(), "rows", List.of(results)).lines())
                .anyMatch(line -> line.contains("held a is 2.00 x b"));
    }

    @Test
    void countsNoTrialThatDidNotDoItsWork() {
        Entry idle = Entry.of(contender("idle", 1, false));

        assertThatThrownBy(() -> run(new Tournament(1, false, line -> {}), idle, entry("b", 20)))
                .isInstanceOf(BenchFailure.class);
    }

    @Test
    void takesTheMiddleOfTheSamples() {
        assertThat(new Samples(List.of(9.0, 1.0, 2.0)).median()).isEqualTo(2.0);
        assertThat(new Samples(List.of(9.0, 1.0, 2.0, 4.0)).median()).isEqualTo(3.0);
    }

    private static Results run(Tournament tournament, Entry subject, Entry reference) throws Exception {
        return tournament.run(new Contest(
                "contest",
                100,
                List.of(subject, reference),
                List.of(new Claim(subject.name(), reference.name(), 1.5))));
    }

    private Entry entry(String name, int millis) {
        return Entry.of(contender(name, millis, true));
    }

    private Contender contender(String name, int millis, boolean works) {
        return new Contender() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Trial prepare() {
                return new Trial() {
                    @Override
                    public Duration run() {
                        trials.add(name);
                        return Duration.ofMillis(millis);
                    }

                    @Override
                    public void check() {
                        if (!works) {
                            throw new BenchFailure(name + " did nothing");
                        }
                    }

                    @Override
                    public void close() {}
                };
            }
        };
    }
}
